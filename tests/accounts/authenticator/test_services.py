"""Setting up an app, proving who is there by it, and doing without it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.authenticator import queries, refusals, services
from app.accounts.authenticator.models import AuthenticatorApp, RecoveryCode
from app.accounts.models import User
from app.accounts.sessions.queries import open_sessions
from app.accounts.throttling.models import FailedAttempt
from app.audit.models import Verb
from app.core.database import db
from app.core.roles import Role
from app.notifications.models import LetterKind
from app.settings import services as settings
from app.settings.rules_sign_in import AppRequiredOf, SignInRules
from tests.accounts.authenticator.apps import a_phone
from tests.builders import a_manager, a_sign_in, a_user, entries_about, mail_to
from tests.conftest import NOW

HALF_A_MINUTE = timedelta(seconds=30)
LATER = NOW + 2 * HALF_A_MINUTE


def verbs_about(user: User) -> list[Verb]:
    return [entry.verb for entry in entries_about(user)]


def test_an_app_is_in_use_once_a_code_of_it_was_typed(app: Flask) -> None:
    user = a_manager()
    services.start(user, at=NOW)
    assert not queries.second_step(user)
    with pytest.raises(refusals.WrongAppCode):
        services.confirm(user, code="000000", at=NOW)
    assert not queries.second_step(user)
    phone = a_phone(user)
    assert queries.second_step(user)
    assert len(phone.recovery_codes) == len(set(phone.recovery_codes)) == 10
    assert verbs_about(user) == [Verb.SET_UP_APP]
    assert len(mail_to(user.email, LetterKind.SIGN_IN_CHANGED)) == 1


def test_a_key_that_was_shown_half_an_hour_ago_is_too_old(app: Flask) -> None:
    user = a_manager()
    services.start(user, at=NOW)
    key, late = services.key_being_set_up(user, at=NOW), NOW + timedelta(minutes=30)
    assert key
    assert services.key_being_set_up(user, at=late) is None
    with pytest.raises(refusals.SettingUpIsOver):
        services.confirm(user, code="000000", at=late)


def test_the_key_is_kept_encrypted_and_recovery_codes_as_digests(app: Flask) -> None:
    user = a_manager()
    phone = a_phone(user)
    kept = db.session.query(AuthenticatorApp).one()
    assert phone.key not in kept.secret
    assert {len(code.digest) for code in db.session.query(RecoveryCode)} == {64}
    for code in phone.recovery_codes:
        assert code not in str([row.digest for row in db.session.query(RecoveryCode)])


def test_a_code_works_once(app: Flask) -> None:
    """Whoever read it over a shoulder, or caught it on the way, is too late."""
    user = a_manager()
    phone = a_phone(user)
    with pytest.raises(refusals.WrongAppCode):
        services.prove_by_app(user, code=phone.code(NOW), at=NOW)  # that it was set up by
    assert services.prove_by_app(user, code=phone.code(LATER), at=LATER) is None
    for code in (phone.code(LATER), phone.code(LATER - HALF_A_MINUTE)):
        with pytest.raises(refusals.WrongAppCode):
            services.prove_by_app(user, code=code, at=LATER)


def test_a_code_of_one_person_is_wrong_for_another(app: Flask) -> None:
    ann, bob = a_manager(), a_manager()
    of_ann, _ = a_phone(ann), a_phone(bob)
    with pytest.raises(refusals.WrongAppCode):
        services.prove_by_app(bob, code=of_ann.code(LATER), at=LATER)
    with pytest.raises(refusals.WrongRecoveryCode):
        services.prove_by_app(bob, code=of_ann.recovery_codes[0], at=LATER)


def test_an_apps_key_is_of_no_use_in_another_persons_row(app: Flask) -> None:
    ann, bob = a_manager(), a_manager()
    of_ann, _ = a_phone(ann), a_phone(bob)
    rows = {row.user_id: row for row in db.session.query(AuthenticatorApp)}
    rows[bob.id].secret = rows[ann.id].secret
    db.session.commit()
    with pytest.raises(refusals.WrongAppCode):
        services.prove_by_app(bob, code=of_ann.code(LATER), at=LATER)


def test_a_recovery_code_works_once_and_is_told_by_mail(app: Flask) -> None:
    user = a_manager()
    code = a_phone(user).recovery_codes[3]
    assert services.prove_by_app(user, code=code.upper().replace("-", " "), at=LATER) == 9
    with pytest.raises(refusals.WrongRecoveryCode):
        services.prove_by_app(user, code=code, at=LATER)
    assert verbs_about(user) == [Verb.SET_UP_APP, Verb.USED_RECOVERY_CODE]
    assert "Recovery codes left: 9" in mail_to(user.email)[-1].text


def test_new_recovery_codes_take_the_place_of_those_before(app: Flask) -> None:
    user = a_manager()
    phone = a_phone(user)
    new = services.renew_recovery_codes(user, code=phone.code(LATER), at=LATER)
    assert (len(new), queries.recovery_codes_left(user)) == (10, 10)
    with pytest.raises(refusals.WrongRecoveryCode):
        services.prove_by_app(user, code=phone.recovery_codes[0], at=LATER)
    assert services.prove_by_app(user, code=new[0], at=LATER) == 9


def test_after_five_wrong_codes_the_right_one_has_to_wait_a_quarter_of_an_hour(app: Flask) -> None:
    user, other = a_manager(), a_manager()
    phone, of_other = a_phone(user), a_phone(other)
    for wrong in ("000000", "111111", "4f7k-9qx2-m3tz-80a1", "222222", "333333"):
        with pytest.raises((refusals.WrongAppCode, refusals.WrongRecoveryCode)):
            services.prove_by_app(user, code=wrong, at=LATER, client_address="192.0.2.1")
    assert db.session.query(FailedAttempt).filter_by(client_address="192.0.2.1").count() == 5
    for right in (phone.code(LATER), phone.recovery_codes[0]):
        with pytest.raises(refusals.TooManyAppCodes):
            services.prove_by_app(user, code=right, at=LATER)
    services.prove_by_app(other, code=of_other.code(LATER), at=LATER)  # others are not held up
    after = LATER + timedelta(minutes=15)
    services.prove_by_app(user, code=phone.code(after), at=after)


def test_after_thirty_wrong_codes_in_a_day_it_is_over_for_the_day(app: Flask) -> None:
    user = a_manager()
    phone = a_phone(user)
    for number in range(30):
        with pytest.raises(refusals.WrongAppCode):
            services.prove_by_app(user, code="000000", at=LATER + number * timedelta(minutes=20))
    evening = LATER + timedelta(hours=20)
    with pytest.raises(refusals.TooManyAppCodes):
        services.prove_by_app(user, code=phone.code(evening), at=evening)
    tomorrow = LATER + timedelta(hours=24, minutes=20)
    services.prove_by_app(user, code=phone.code(tomorrow), at=tomorrow)


def test_codes_to_set_an_app_up_are_throttled_alike(app: Flask) -> None:
    user = a_manager()
    services.start(user, at=NOW)
    for _ in range(5):
        with pytest.raises(refusals.WrongAppCode):
            services.confirm(user, code="000000", at=NOW)
    with pytest.raises(refusals.TooManyAppCodes):
        services.confirm(user, code="000000", at=NOW)


# --- Another phone, removing, resetting ---


def test_the_app_in_use_stands_until_the_other_phone_has_shown_a_code(app: Flask) -> None:
    user = a_manager()
    old = a_phone(user)
    with pytest.raises(refusals.HasAnApp):
        services.start(user, at=LATER)
    with pytest.raises(refusals.WrongAppCode):
        services.start_on_another_phone(user, code="000000", at=LATER)
    services.start_on_another_phone(user, code=old.code(LATER), at=LATER)
    later = LATER + HALF_A_MINUTE
    services.prove_by_app(user, code=old.code(later), at=later)
    key = services.key_being_set_up(user, at=later)
    assert key
    old.key, of_before = key, old.key
    codes = services.confirm(user, code=old.code(later), at=later)
    assert not set(codes) & set(old.recovery_codes)
    assert db.session.query(AuthenticatorApp).count() == 1
    after = later + 2 * HALF_A_MINUTE
    services.prove_by_app(user, code=old.code(after), at=after)
    old.key = of_before
    with pytest.raises(refusals.WrongAppCode):
        services.prove_by_app(user, code=old.code(after), at=after)
    assert verbs_about(user) == [Verb.SET_UP_APP, Verb.REPLACED_APP]


def test_removing_asks_for_a_code_and_leaves_nothing(app: Flask) -> None:
    user = a_manager()
    phone = a_phone(user)
    with pytest.raises(refusals.WrongAppCode):
        services.remove(user, code="000000", at=LATER)
    services.remove(user, code=phone.code(LATER), at=LATER)
    assert not queries.second_step(user)
    assert db.session.query(AuthenticatorApp).count() == db.session.query(RecoveryCode).count() == 0
    assert verbs_about(user) == [Verb.SET_UP_APP, Verb.REMOVED_APP]
    with pytest.raises(refusals.HasNoApp):
        services.prove_by_app(user, code=phone.code(LATER), at=LATER)


def test_nobody_removes_what_is_required_of_them(app: Flask) -> None:
    manager, trainer = a_manager(), a_user(Role.TRAINER)
    settings.change(SignInRules(AppRequiredOf.TRAINING_TEAM), by=manager, at=NOW)
    phone, of_trainer = a_phone(manager), a_phone(trainer)
    with pytest.raises(refusals.AppIsRequired):
        services.remove(manager, code=phone.code(LATER), at=LATER)
    assert queries.second_step(manager)
    services.remove(trainer, code=of_trainer.code(LATER), at=LATER)


def test_a_manager_resets_a_colleagues_app_and_not_their_own(app: Flask) -> None:
    manager, officer = a_manager(), a_user(Role.TRAINING_OFFICER)
    a_phone(manager)
    a_phone(officer)
    with pytest.raises(refusals.ResetsOnesOwn):
        services.reset(manager, by=manager, at=LATER)
    a_sign_in(officer)
    services.reset(officer, by=manager, at=LATER)
    assert open_sessions(officer, at=LATER) == []
    assert not queries.second_step(officer)
    assert queries.second_step(manager)
    entry = entries_about(officer)[-1]
    assert (entry.verb, entry.actor_id) == (Verb.RESET_APP, manager.id)
    assert f"{manager.name} has reset" in mail_to(officer.email)[-1].text
    with pytest.raises(refusals.HasNoApp):
        services.reset(officer, by=manager, at=LATER)


def test_the_only_manager_is_reset_on_the_command_line(app: Flask) -> None:
    manager = a_manager()
    a_phone(manager)
    run = app.test_cli_runner().invoke
    assert f"{manager.email} is reset" in run(args=["reset-authenticator", manager.email]).stdout
    assert not queries.second_step(manager)
    again = run(args=["reset-authenticator", manager.email])
    assert (again.exit_code, again.stderr) == (1, f"Error: {refusals.HasNoApp.message}\n")
    assert "Nobody has an account" in run(args=["reset-authenticator", "nobody@example.org"]).stderr


def test_the_database_keeps_one_app_in_use_and_one_being_set_up(app: Flask) -> None:
    user = a_manager()
    services.start_on_another_phone(user, code=a_phone(user).recovery_codes[0], at=LATER)
    for confirmed_at in (NOW, None):
        db.session.add(AuthenticatorApp(user_id=user.id, secret="x", started_at=NOW, confirmed_at=confirmed_at))
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


# --- The key changes ---


def test_an_app_works_under_a_new_key_and_no_longer_needs_the_old_one_after_its_next_code(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = a_manager(), a_manager()
    of_ann, of_bob = a_phone(ann), a_phone(bob)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key for tests")
    services.prove_by_app(ann, code=of_ann.code(LATER), at=LATER)
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    later = LATER + 2 * HALF_A_MINUTE
    services.prove_by_app(ann, code=of_ann.code(later), at=later)
    with pytest.raises(refusals.WrongAppCode):  # bob's was not used meanwhile
        services.prove_by_app(bob, code=of_bob.code(later), at=later)
    assert services.prove_by_app(bob, code=of_bob.recovery_codes[0], at=later) == 9
