"""A person is erased: nothing names them any more, and whatever is counted stays."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.people.queries import user_by_email
from app.accounts.refusals import AccountDisabled
from app.accounts.sessions.queries import open_session_of
from app.accounts.sessions.services import begin_session
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.models import ChargeState
from app.core.database import db
from app.core.roles import Role
from app.evaluation.answering.models import Answer
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.stages import Stage
from app.notifications.models import Message, MessageState
from app.personal.rules import ERASED
from app.records.certificates.models import Certificate
from app.records.certificates.refusals import HolderErased
from app.records.certificates.services import issue_certificates, release_certificate
from app.records.erasing.refusals import (
    BookingsStand,
    ChargesStand,
    ErasedAlready,
    ErasesThemself,
    HasARecord,
    HasARole,
)
from app.records.erasing.services import erase_address, erase_person
from app.records.holdings import queries as holdings
from app.records.holdings.models import PersonRequest
from tests.builders import (
    a_booking,
    a_closed_register,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    an_earned_certificate,
    an_issued,
    entries_about,
)
from tests.charging import cases
from tests.conftest import NOW
from tests.data.everything import a_manager_request, a_message
from tests.records.somebody import ASKED, EMAIL, MANAGER, MANAGERS_EMAIL, NAME, TELLTALES, places_with, somebody

STAYS_ON_BILLS = {"bill_line.name", "bill_file.content"}


def test_nothing_names_them_any_more_but_what_the_law_keeps(app: Flask) -> None:
    person = somebody()
    assert len(places_with(*TELLTALES)) > 20
    assert list(holdings.kept_by_law(holdings.subject_of(person))) == ["Lines on bills to the agency (1)"]
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    of_the_manager = {"Overdale", MANAGERS_EMAIL}
    assert {"bill_line.name"} <= set(places_with(*set(TELLTALES) - of_the_manager)) <= STAYS_ON_BILLS
    assert set(places_with(*of_the_manager)) <= {"message.to_email", "message.to_name", "message.text"}


def test_the_rows_that_are_counted_stay_under_a_pseudonym(app: Flask) -> None:
    person, bookings = somebody(), db.session.query(Booking).count()
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    assert person.name == f"Erased person {person.id}"
    assert person.email == f"erased-{person.id}@erased.invalid"
    assert db.session.query(Booking).count() == bookings
    theirs = db.session.query(Booking).filter_by(practitioner_id=person.id).all()
    assert {each.name for each in theirs} == {person.name}
    assert {each.outcome for each in theirs} == {Outcome.ATTENDED, Outcome.NO_SHOW}
    assert all(each.agency for each in theirs)


def test_words_of_questionnaires_go_and_ticks_stay(app: Flask) -> None:
    person = somebody()
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    answers = db.session.query(Answer).all()
    assert [each.number for each in answers if each.number is not None] == [4]
    assert {each.words for each in answers} == {""}


def test_they_cannot_sign_in_and_a_session_of_theirs_ends(app: Flask) -> None:
    person = somebody()
    secret = begin_session(person, is_own_device=True, user_agent="", at=NOW)
    assert open_session_of(secret, at=NOW)
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    assert user_by_email(EMAIL) is None
    assert open_session_of(secret, at=NOW) is None
    with pytest.raises(AccountDisabled):
        begin_session(person, is_own_device=True, user_agent="", at=NOW)


def test_their_certificate_confirms_nobody_and_never_again(app: Flask) -> None:
    person = a_user()
    an_earned_certificate(practitioner=person)
    issue_certificates(at=NOW)
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    certificate = db.session.query(Certificate).one()
    assert not certificate.is_valid
    issue_certificates(at=NOW + timedelta(days=1))
    db.session.refresh(certificate)
    assert (certificate.withdrawn_at, certificate.erased_at) == (NOW, NOW)
    with pytest.raises(HolderErased):
        release_certificate(certificate.booking, "They want it back.", by=a_manager(), at=NOW)


def test_nothing_is_issued_to_them_and_no_letter_leaves(app: Flask) -> None:
    person = a_user()
    a_message("waits", to_email=person.email)
    an_earned_certificate(practitioner=person)
    session = a_past_session()
    a_booking(session, person, Outcome.ATTENDED)
    a_closed_register(session)
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    issue_certificates(at=NOW)
    issue_questionnaires(at=NOW)
    assert db.session.query(Certificate).count() == 0
    assert {each.state for each in db.session.query(Message)} == {MessageState.WITHDRAWN}


def test_a_letter_that_names_several_people_keeps_the_others(app: Flask) -> None:
    person, request = somebody(), a_manager_request()
    of_person = db.session.query(Booking).filter_by(practitioner_id=person.id, outcome=Outcome.ATTENDED).first()
    an_issued(of_person, Stage.MANAGER).manager_request_id = request.id
    letter = a_message("several", subject_key=request.about, text=f"{NAME} and Rosa Díaz", to_email="lm@example.org")
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    assert letter.text == f"Erased person {person.id} and Rosa Díaz"
    assert letter.to_email == "lm@example.org"


def test_who_asked_is_noted_without_their_name(app: Flask) -> None:
    person, manager = somebody(), a_manager()
    request = erase_person(person, ASKED, by=manager, at=NOW)
    assert (request.words, request.done_by_id, request.person_id) == (ASKED.words, manager.id, person.id)
    assert request.counts["Bookings"] == 3
    (entry,) = entries_about(request)
    assert (entry.actor_id, entry.person_id, entry.data) == (manager.id, person.id, {})


def test_a_colleague_of_the_same_name_loses_nothing(app: Flask) -> None:
    person, other = somebody(), somebody(email="other@example.org", manager_email="else@example.org")
    before = places_with("other@example.org", "else@example.org")
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    assert places_with("other@example.org", "else@example.org") == before
    assert other.name == NAME


def test_an_address_without_a_record_is_erased_wherever_it_stands(app: Flask) -> None:
    person = somebody()
    a_manager_request(email=MANAGERS_EMAIL).manager_name = MANAGER
    a_message("to her", to_email=MANAGERS_EMAIL, to_name=MANAGER, text=f"Dear {MANAGER}")
    request = erase_address(MANAGERS_EMAIL, ASKED, by=a_manager(), at=NOW)
    assert places_with("Overdale", MANAGERS_EMAIL) == {}
    assert request.counts["Bookings that name this address as the line manager’s"] == 3
    assert (request.email, person.name) == ("", NAME)


def test_the_address_of_a_person_is_erased_with_the_person(app: Flask) -> None:
    somebody()
    with pytest.raises(HasARecord):
        erase_address(EMAIL, ASKED, by=a_manager(), at=NOW)


def test_what_is_open_is_closed_first(app: Flask) -> None:
    manager, to_come, undecided = a_manager(), a_user(), a_user()
    a_booking(a_session(), to_come)
    with pytest.raises(BookingsStand):
        erase_person(to_come, ASKED, by=manager, at=NOW)
    a_booking(a_past_session(), unmarked := a_user())
    with pytest.raises(BookingsStand):
        erase_person(unmarked, ASKED, by=manager, at=NOW)
    charge = cases.confirmed(cases.a_no_show(undecided))
    assert charge.state is ChargeState.CONFIRMED
    with pytest.raises(ChargesStand):
        erase_person(undecided, ASKED, by=manager, at=NOW)
    assert db.session.query(PersonRequest).count() == 0


def test_nobody_erases_themself_a_colleague_with_a_role_or_anybody_twice(app: Flask) -> None:
    manager, person = a_manager(), a_user()
    with pytest.raises(ErasesThemself):
        erase_person(manager, ASKED, by=manager, at=NOW)
    with pytest.raises(HasARole):
        erase_person(a_user(Role.TRAINER), ASKED, by=manager, at=NOW)
    erase_person(person, ASKED, by=manager, at=NOW)
    with pytest.raises(ErasedAlready):
        erase_person(person, ASKED, by=manager, at=NOW)


def test_a_reason_is_evidence_no_longer_and_the_charge_stays(app: Flask) -> None:
    person = a_user(agency=an_agency())
    charge = cases.paid(cases.a_no_show(person))
    erase_person(person, ASKED, by=a_manager(), at=NOW)
    db.session.refresh(charge)
    assert (charge.state, charge.pence) == (ChargeState.PAID, 2500)
    assert [each.words for each in charge.explanations] == [ERASED]
