"""Another e-mail address: proved at both ends, or with the office's word where the old mailbox is gone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.details import queries, services_address
from app.accounts.details.models import AddressChange, End
from app.accounts.details.refusals import AddressTaken, NotTheirsToChange, SameAddress, TooManyNewAddresses
from app.accounts.models import AddressProof, User
from app.accounts.refusals import ProofExpired, ProofUsed
from app.accounts.signing_in import services as signing_in
from app.accounts.signing_in.refusals import WrongCode
from app.audit.models import Verb
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.notifications.models import LetterKind, MessageState
from app.notifications.models_subscriptions import Subscription
from app.notifications.services import subscribe
from app.programme.trainers import queries as trainers
from app.programme.trainers.jobs import match_trainers_with_accounts
from tests.builders import (
    a_booking,
    a_manager,
    a_past_session,
    a_trainer,
    a_user,
    code_in,
    entries_about,
    link_in,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.data.everything import a_message
from tests.page import Visitor
from tests.words import CHANGE_THE_ADDRESS, SEND_THE_CODES

OLD, NEW = "rosa.old@example.org", "rosa.new@example.org"


@pytest.fixture
def rosa(app: Flask) -> User:
    return a_user(email=OLD, name="Rosa Diaz")


def asked(user: User, email: str = NEW) -> AddressChange:
    return services_address.ask_for_address(user, email, at=clock.now())


def code_to(email: str) -> str:
    return code_in(mail_to(email)[-1])


def test_an_address_changes_once_both_ends_are_proved(visitor: Visitor, rosa: User) -> None:
    booking = a_booking(practitioner=rosa)
    page = visitor.sign_in(rosa).open_page("/my-details").click("Change your e-mail address")
    page = page.press(SEND_THE_CODES, email="Rosa.New@example.org")
    assert page.h1 == "Prove both addresses"
    page = page.press("Prove the new address", **{"new-code": code_to(NEW)})
    assert page.notice == "That address is proved. Now the other."
    assert rosa.email == OLD
    page = page.press("Prove the old address", **{"old-code": code_to(OLD)})
    assert page.notice == f"Your address is {NEW} from now on. We have told both addresses."
    assert (rosa.email, rosa.address_proved_at, booking.practitioner) == (NEW, NOW, rosa)
    assert queries.former_addresses(rosa) == [OLD]
    assert "you can’t sign in with this one any more" in mail_to(OLD)[-1].text
    assert "Sign in with it" in mail_to(NEW)[-1].text
    entry = entries_about(rosa)[-1]
    assert (entry.verb, entry.data) == (Verb.CHANGED_ADDRESS, {"before": OLD, "after": NEW})


def test_the_links_beside_the_codes_work_on_another_device_and_opening_them_changes_nothing(
    visitor: Visitor, rosa: User
) -> None:
    change = asked(rosa)
    for end, email in ((End.OLD, OLD), (End.NEW, NEW)):
        page = visitor.open_page(link_in(mail_to(email)[-1]))
        assert not change.is_proved(end)
        page = page.press("This address is mine")
        assert change.is_proved(end)
    assert page.h1 == "Your address has changed"
    assert rosa.email == NEW
    assert ProofUsed.message in visitor.open_page(link_in(mail_to(NEW)[0])).words


def test_a_wrong_code_is_said_beside_its_field_and_counts(visitor: Visitor, rosa: User) -> None:
    change = asked(rosa)
    page = visitor.sign_in(rosa).open_page("/my-details/address/codes")
    wrong = f"{(int(code_to(NEW)) + 1) % 1_000_000:06d}"
    page = page.press("Prove the new address", **{"new-code": wrong})
    assert page.error_beside("new-code") == WrongCode.message
    assert change.new_proof
    assert (change.new_proof.tries, change.is_proved(End.NEW)) == (1, False)


def test_codes_too_old_are_sent_again(visitor: Visitor, rosa: User) -> None:
    change = asked(rosa)
    first = code_to(NEW)
    with clock_at(NOW + timedelta(minutes=31)):
        page = visitor.sign_in(rosa).open_page("/my-details/address/codes")
        assert page.press("Prove the new address", **{"new-code": first}).refuses(ProofExpired)
        page = page.press("Send new codes")
        page.press("Prove the new address", **{"new-code": code_to(NEW)})
    assert change.is_proved(End.NEW)


def test_an_address_that_has_an_account_is_asked_for_like_any_other_and_its_owner_is_told(
    visitor: Visitor, rosa: User
) -> None:
    """So that nobody learns from the page who has an account."""
    a_user(email=NEW)
    visitor.sign_in(rosa)
    pages = [
        visitor.open_page("/my-details/address").press(SEND_THE_CODES, email=email).words.replace(email, "…")
        for email in (NEW, "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    assert "has an account of its own already" in mail_to(NEW)[-1].text
    assert mail_to(NEW)[-1].secrets == []
    assert rosa.name not in mail_to(NEW)[-1].text


def test_an_address_taken_meanwhile_is_refused_once_it_is_proved(visitor: Visitor, rosa: User) -> None:
    asked(rosa)
    a_user(email=NEW)
    page = visitor.sign_in(rosa).open_page("/my-details/address/codes")
    page = page.press("Prove the old address", **{"old-code": code_to(OLD)})
    page = page.press("Prove the new address", **{"new-code": code_to(NEW)})
    assert page.error_beside("new-code") == AddressTaken.message
    assert rosa.email == OLD


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the new e-mail address"),
        ("nonsense", "Enter an e-mail address in the form name@example.org"),
        (OLD, SameAddress.message),
    ],
)
def test_a_slip_is_said_and_nothing_is_mailed(visitor: Visitor, rosa: User, typed: str, words: str) -> None:
    page = visitor.sign_in(rosa).open_page("/my-details/address").press(SEND_THE_CODES, email=typed)
    assert page.error_beside("email") == words
    assert mail_to(OLD) == []


def test_only_so_many_addresses_an_hour(rosa: User) -> None:
    for number in range(5):
        asked(rosa, f"new{number}@example.org")
    with pytest.raises(TooManyNewAddresses):
        asked(rosa, "another@example.org")
    with clock_at(NOW + timedelta(hours=1)):
        asked(rosa, "another@example.org")


def test_another_wish_ends_the_one_before(rosa: User) -> None:
    first = asked(rosa, "first@example.org")
    second = asked(rosa)
    assert (first.given_up_at, queries.standing_change(rosa)) == (NOW, second)


def test_thinking_better_of_it_leaves_all_as_it_was(visitor: Visitor, rosa: User) -> None:
    change = asked(rosa)
    visitor.sign_in(rosa).open_page("/my-details/address/codes").press(f"Keep {OLD}")
    assert (change.given_up_at, rosa.email) == (NOW, OLD)
    assert visitor.open_page("/my-details/address/codes").h1 == "Change your e-mail address"


def moved(user: User, email: str = NEW) -> None:
    services_address.correct_address(user, email, "She telephoned.", by=a_manager(), at=clock.now())


def test_mail_that_waits_goes_to_the_new_address_and_codes_stay_where_they_were_to_go(rosa: User) -> None:
    about = {"to_email": OLD, "subject_key": "booking-1"}
    waits, retried = a_message("a", kind="reminder", **about), a_message("b", kind="reminder", **about)
    retried.state = MessageState.RETRYING
    sent = a_message("c", kind="reminder", state=MessageState.SENT, **about)
    code = a_message("d", kind=LetterKind.SIGN_IN, **about)
    moved(rosa)
    assert [each.to_email for each in (waits, retried, sent, code)] == [NEW, NEW, OLD, OLD]


def test_what_one_subscribed_to_comes_along_and_none_is_doubled(rosa: User) -> None:
    subscribe(topic="series-how-to", email=OLD, name="", is_proved=True, at=NOW)
    for email in (OLD, NEW):
        subscribe(topic="course-1", email=email, name="", is_proved=True, at=NOW)
    moved(rosa)
    standing = {(each.topic, each.email) for each in db.session.query(Subscription) if each.stands}
    assert standing == {("series-how-to", NEW), ("course-1", NEW)}


def test_codes_and_links_that_were_mailed_to_the_old_address_sign_nobody_in(rosa: User) -> None:
    proof = signing_in.ask_to_sign_in(email=OLD, at=NOW)
    moved(rosa)
    assert db.session.get_one(AddressProof, proof.id).used_at == NOW


def test_a_trainer_keeps_their_registers(rosa: User) -> None:
    rosa.role = Role.TRAINER
    trainer = a_trainer("Rosa Diaz", email=OLD, user=rosa)
    session = a_past_session(trainers=[trainer])
    moved(rosa)
    assert trainers.teaches(NEW, session)  # at once, by their account
    assert match_trainers_with_accounts() == "1 trainer is matched with an account"
    assert trainer.email == NEW
    assert match_trainers_with_accounts() == ""


def test_a_trainer_follows_their_person_though_somebody_else_has_the_old_address_now(rosa: User) -> None:
    trainer = a_trainer("Rosa Diaz", email=OLD, user=rosa)
    moved(rosa)
    a_user(email=OLD)
    match_trainers_with_accounts()
    assert (trainer.email, trainer.user) == (NEW, rosa)


# --- The office's word ---


def test_who_cannot_read_the_old_mailbox_asks_the_office(visitor: Visitor, rosa: User) -> None:
    manager, change = a_manager(), asked(rosa)
    page = visitor.sign_in(rosa).open_page("/my-details/address/codes")
    assert "Prove the new address first" in page.words
    page = page.press("Prove the new address", **{"new-code": code_to(NEW)}).press("Ask the training team")
    assert "You need do nothing more" in page.words
    assert mail_to(manager.email)[-1].subject == "A new e-mail address to confirm"
    office = Visitor(visitor.app).sign_in(manager)
    page = office.open_page("/manage/people").click("See who").click("Rosa Diaz")
    assert page.press("Confirm the new address").problems == ["Enter how you made sure that it is them"]
    page = page.press("Confirm the new address", words="Called back.")
    assert page.h1 == "Rosa Diaz"
    assert (rosa.email, change.vouched_by_id, change.vouch_words) == (NEW, manager.id, "Called back.")
    assert "The training team has changed" in mail_to(OLD)[-1].text
    assert entries_about(rosa)[-1].data == {"before": OLD, "after": NEW, "reason": "Called back."}


def test_the_office_says_no_and_the_address_stays(visitor: Visitor, rosa: User) -> None:
    change = asked(rosa)
    services_address.prove_by_code(change, End.NEW, code=code_to(NEW), at=NOW)
    services_address.ask_the_office(change, at=NOW)
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{rosa.id}").click("Make sure that it is them")
    page.press("Say no: the address stays as it is")
    assert (rosa.email, change.given_up_at) == (OLD, NOW)


def test_the_office_corrects_an_address_with_who_asked_and_why(visitor: Visitor, rosa: User) -> None:
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{rosa.id}").click("Change the e-mail address")
    assert page.press(CHANGE_THE_ADDRESS, email=NEW).problems == ["Enter who asked and why"]
    page = page.press(CHANGE_THE_ADDRESS, email=NEW, words="She telephoned.")
    assert page.notice == f"The address is {NEW} from now on. Both addresses are told by e-mail."
    assert f"Earlier {OLD}" in page.words
    assert [letter.kind for letter in (*mail_to(OLD), *mail_to(NEW))] == [LetterKind.ADDRESS_CHANGED] * 2
    assert entries_about(rosa)[-1].data["reason"] == "She telephoned."


def test_a_taken_address_is_refused_to_the_office_in_words(visitor: Visitor, rosa: User) -> None:
    a_user(email=NEW)
    page = visitor.sign_in(a_manager()).open_page(f"/manage/people/{rosa.id}/address")
    assert page.press(CHANGE_THE_ADDRESS, email=NEW, words="She telephoned.").refuses(AddressTaken)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PRACTITIONER])
def test_an_officer_takes_over_no_account_of_staff_by_its_address(app: Flask, role: Role) -> None:
    colleague = a_user(role)
    with pytest.raises(NotTheirsToChange):
        services_address.correct_address(colleague, NEW, "?", by=a_user(Role.TRAINING_OFFICER), at=NOW)
    services_address.correct_address(colleague, NEW, "She telephoned.", by=a_manager(), at=NOW)
    assert colleague.email == NEW


def test_nobody_changes_their_own_address_at_the_desk_without_proof(visitor: Visitor) -> None:
    manager = a_manager()
    page = visitor.sign_in(manager).open_page(f"/manage/people/{manager.id}/address")
    assert NotTheirsToChange.message in page.words
    with pytest.raises(NotTheirsToChange):
        services_address.correct_address(manager, NEW, "?", by=manager, at=NOW)


def test_mail_to_all_ones_addresses_stands_on_ones_page(visitor: Visitor, rosa: User) -> None:
    a_message("before", to_email=OLD, subject="Before the change", state=MessageState.SENT)
    moved(rosa)
    assert "Before the change" in visitor.sign_in(a_manager()).open_page(f"/manage/people/{rosa.id}").words


# --- What the database says ---


def a_row(user: User, **more: object) -> AddressChange:
    asked = {"user_id": user.id, "asked_by_id": user.id, "old_email": OLD, "new_email": NEW, "asked_at": NOW}
    return AddressChange(**(asked | more))


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("one_that_stands", lambda user: [a_row(user), a_row(user)]),
        ("done_with_proof", lambda user: [a_row(user, done_at=NOW, new_proved_at=NOW)]),
        ("done_or_given_up", lambda user: [a_row(user, done_at=NOW, given_up_at=NOW, vouched_by_id=user.id)]),
    ],
)
def test_the_database_refuses(rosa: User, name: str, rows: Callable[[User], list[AddressChange]]) -> None:
    db.session.add_all(rows(rosa))
    with pytest.raises(IntegrityError, match="address_change"):
        db.session.commit()
    db.session.rollback()
    assert name
