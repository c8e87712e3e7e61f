"""Sessions are rows: they end when they are told to, and by themselves."""

import contextvars
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, text

from app.accounts.sessions import queries, rules, services
from app.accounts.sessions.jobs import forget_old_sessions
from app.accounts.sessions.models import EndOfSession, SignInSession
from app.accounts.signing_in import services as signing_in
from app.core.database import db
from app.core.links import Secret
from app.core.roles import Role
from tests.builders import a_manager, a_sign_in, a_user
from tests.conftest import NOW, clock_at
from tests.page import Visitor

A_SECOND, A_MINUTE, AN_HOUR, A_DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
WHERE_SIGNED_IN = "/account/signed-in"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.open_page(WHERE_SIGNED_IN).address == WHERE_SIGNED_IN


# --- How long ---


@pytest.mark.parametrize(
    ("role", "is_own_device", "after", "last_seen", "is_open"),
    [
        (Role.PRACTITIONER, True, 90 * A_DAY - A_SECOND, NOW, True),
        (Role.PRACTITIONER, True, 90 * A_DAY, 89 * A_DAY, False),
        (Role.PRACTITIONER, False, 12 * AN_HOUR - A_SECOND, NOW, True),
        (Role.PRACTITIONER, False, 12 * AN_HOUR, NOW, False),
        (Role.PRACTITIONER, False, 7 * A_DAY, 7 * A_DAY - A_MINUTE, False),
        *[
            (role, is_own, *case)
            for role in (Role.TRAINING_MANAGER, Role.TRAINER, Role.FINANCE)
            for is_own in (True, False)
            for case in (
                (12 * AN_HOUR - A_SECOND, NOW, True),
                (12 * AN_HOUR, NOW, False),
                (7 * A_DAY - A_SECOND, 7 * A_DAY - A_MINUTE, True),
                (7 * A_DAY, 7 * A_DAY - A_MINUTE, False),
            )
        ],
    ],
)
def test_finding_3_how_long_somebody_stays_signed_in(
    app: Flask, role: Role, is_own_device: bool, after: timedelta, last_seen: timedelta, is_open: bool
) -> None:
    seen_at = NOW if last_seen is NOW else NOW + last_seen
    secret = a_sign_in(a_user(role), is_own_device=is_own_device, last_seen_at=seen_at)
    assert (queries.open_session_of(secret, at=NOW + after) is not None) == is_open


def test_who_becomes_staff_has_staffs_limits_at_once(app: Flask) -> None:
    user = a_user()
    secret = a_sign_in(user, is_own_device=True)
    assert queries.open_session_of(secret, at=NOW + A_DAY)
    user.role = Role.FINANCE
    db.session.commit()
    assert queries.open_session_of(secret, at=NOW + A_DAY) is None


def test_finding_3_the_role_is_read_at_each_request(app: Flask, visitor: Visitor) -> None:
    manager = a_manager()
    visitor.sign_in(manager)
    assert visitor.open_page("/today").status == 200
    manager.role = Role.PRACTITIONER
    db.session.commit()
    assert visitor.open_page("/today").status == 403


def test_the_database_holds_no_secret_that_a_cookie_could_be_made_of(app: Flask) -> None:
    secret = services.begin_session(a_user(), is_own_device=True, user_agent="", at=NOW)
    row = db.session.execute(text("SELECT * FROM sign_in_session")).one()
    assert not any(secret in str(value) for value in row)
    assert len(secret) >= 43  # 32 bytes


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
        ("<script>" * 1000, "A browser"),
    ],
)
def test_a_device_in_words(user_agent: str, words: str) -> None:
    assert rules.in_words(user_agent) == words


# --- Last seen ---


def test_opening_a_page_notes_at_most_every_ten_minutes_that_somebody_is_here(visitor: Visitor) -> None:
    visitor.with_secret(a_sign_in(a_user()))
    seen = {}
    for minutes in (9, 10, 19, 20):
        with clock_at(NOW + minutes * A_MINUTE):
            visitor.open_page("/bookings")
        db.session.expire_all()
        seen[minutes] = (db.session.query(SignInSession).one().last_seen_at - NOW) / A_MINUTE
    assert seen == {9: 0, 10: 10, 19: 10, 20: 20}


def test_noting_it_waits_for_nobody_and_holds_no_row_but_its_own(visitor: Visitor) -> None:
    """While another writes, on SQLite, it is left out; on PostgreSQL it locks the row of the session alone."""
    visitor.with_secret(a_sign_in(a_user()))
    statements: list[str] = []
    with db.engine.connect().execution_options(writes=True) as other, clock_at(NOW + A_DAY / 10):
        other.execute(text("UPDATE agency SET name = name"))

        def sent(connection: object, cursor: object, statement: str, *more: object) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", sent)
        assert visitor.open_page("/bookings").status == 200
        event.remove(db.engine, "before_cursor_execute", sent)
        other.rollback()
    written = [each for each in statements if each.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert all("sign_in_session" in each for each in written)
    assert len(written) <= 1
    db.session.expire_all()
    was_noted = db.session.query(SignInSession).one().last_seen_at > NOW
    assert was_noted == (db.engine.name == "postgresql")
    with clock_at(NOW + A_DAY / 10):
        visitor.open_page("/bookings")
    db.session.expire_all()
    assert db.session.query(SignInSession).one().last_seen_at > NOW


# --- Where you are signed in ---


def test_where_you_are_signed_in_names_each_browser_and_this_one(app: Flask, visitor: Visitor) -> None:
    user = a_user()
    a_sign_in(user, device="Firefox on Linux", made_at=NOW - A_DAY)
    a_sign_in(user, device="Safari on iPhone", revoked_at=NOW)
    a_sign_in(a_user(), device="Opera on Mac")
    page = visitor.sign_in(user).open_page(WHERE_SIGNED_IN)
    assert "Firefox on Linux" in page.words
    assert "This one" in page.words
    assert "Safari" not in page.words
    assert "Opera" not in page.words


def test_signing_out_one_browser_leaves_the_others(app: Flask, visitor: Visitor) -> None:
    user = a_user()
    visitor.sign_in(user)
    lost = Visitor(app).with_secret(a_sign_in(user, device="Lost phone"))
    assert is_signed_in(lost)
    page = visitor.open_page(WHERE_SIGNED_IN).press("Sign out there Lost phone, last seen 10am, Monday 23 November")
    assert page.notice == "You are signed out there."
    assert not is_signed_in(lost)
    assert is_signed_in(visitor)


def test_signing_out_everywhere_ends_all_and_this_one(app: Flask, visitor: Visitor) -> None:
    user, stranger = a_user(), Visitor(app).sign_in(a_user())
    others = [Visitor(app).sign_in(user) for _ in range(3)]
    page = visitor.sign_in(user).open_page(WHERE_SIGNED_IN).press("Sign out everywhere")
    assert page.notice == "You are signed out everywhere."
    assert not any(is_signed_in(each) for each in (visitor, *others))
    assert is_signed_in(stranger)


def test_nobody_ends_another_persons_session(app: Flask, visitor: Visitor) -> None:
    other = Visitor(app).with_secret(a_sign_in(a_user()))
    theirs = db.session.query(SignInSession).one().id
    page = visitor.sign_in(a_user()).open_page(WHERE_SIGNED_IN)
    field = page.soup.find(attrs={"name": "csrf_token"})
    answer = visitor.open_page(f"{WHERE_SIGNED_IN}/{theirs}/end", method="POST", data={"csrf_token": field["value"]})
    assert answer.status == 404
    assert is_signed_in(other)


def test_signing_in_anew_in_the_same_browser_ends_the_session_before(app: Flask, visitor: Visitor) -> None:
    first, second = a_user(), a_user()
    visitor.sign_in(first)
    proof = signing_in.ask_to_sign_in(email=second.email, at=NOW)
    visitor.open_page(Secret("sign-in", proof.id).path()).press("Sign in")
    ended, begun = db.session.query(SignInSession).order_by(SignInSession.id)
    assert (ended.user_id, ended.revoked_why) == (first.id, EndOfSession.SIGNED_IN_ANEW)
    assert (begun.user_id, begun.revoked_at) == (second.id, None)


def test_a_session_says_with_what_it_was_made(visitor: Visitor) -> None:
    proof = signing_in.ask_to_sign_in(email=a_user().email, at=NOW)
    page = visitor.open_page(Secret("sign-in", proof.id).path(), headers={"User-Agent": CHROME})
    field = page.soup.find(attrs={"name": "csrf_token"})
    visitor.open_page(page.address, method="POST", data={"csrf_token": field["value"]}, headers={"User-Agent": CHROME})
    assert db.session.query(SignInSession).one().device == "Chrome on Windows"


def test_an_old_cookie_with_a_persons_number_signs_nobody_in(visitor: Visitor) -> None:
    """As every cookie was before sessions were rows."""
    assert not is_signed_in(visitor.with_secret(str(a_user().id)))


def test_after_a_restored_backup_everybody_is_signed_out(visitor: Visitor) -> None:
    """It doesn't know who has signed out since it was made."""
    visitor.sign_in(a_user())
    services.end_sessions_of_everybody(at=NOW)
    assert not is_signed_in(visitor)


# --- After a booking is confirmed ---


def test_after_a_confirmed_booking_a_practitioner_is_asked_whether_it_is_their_device(visitor: Visitor) -> None:
    visitor.with_secret(a_sign_in(a_user(), is_own_device=False))
    page = visitor.open_page("/bookings")
    page = page.press("Keep me signed in on it for 90 days")
    assert "90 days" in page.notice
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    assert cookie.expires is not None
    with clock_at(NOW + 89 * A_DAY):
        assert is_signed_in(visitor)
    assert "own device?" not in visitor.open_page("/bookings").words


def test_staff_are_not_asked(visitor: Visitor) -> None:
    visitor.sign_in(a_user(Role.FINANCE))
    assert "own device?" not in visitor.open_page("/bookings").words


# --- Every night ---


def test_what_is_long_over_is_deleted(app: Flask) -> None:
    user = a_user()
    a_sign_in(user, device="runs")
    a_sign_in(user, device="just over", made_at=NOW - 91 * A_DAY)
    a_sign_in(user, device="long over", made_at=NOW - 121 * A_DAY)
    a_sign_in(user, device="just ended", revoked_at=NOW - 29 * A_DAY)
    a_sign_in(user, device="long ended", revoked_at=NOW - 31 * A_DAY)
    assert forget_old_sessions() == "2 sessions of signing in deleted"
    assert {each.device for each in db.session.query(SignInSession)} == {"runs", "just over", "just ended"}
    assert forget_old_sessions() == ""


def test_contexts_of_requests_do_not_share_a_session(app: Flask) -> None:
    """What a request found out about who asks is gone with it."""
    first, second = Visitor(app).sign_in(a_user()), Visitor(app)
    contextvars.Context().run(first.client.get, WHERE_SIGNED_IN)
    assert not is_signed_in(second)
