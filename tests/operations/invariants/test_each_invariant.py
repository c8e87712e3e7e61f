"""What must always hold: a house at work keeps it, and each breach is found and named."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app.booking.claims.services_delegates import delegate_of
from app.booking.places.services import book_place, book_several
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.demo.loading.load import load_demo
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.stages import Stage
from app.notifications.models import MessageState
from app.operations.invariants.queries import broken_invariants
from app.records.certificates.services import release_certificate
from tests.builders import (
    a_booking,
    a_certificate,
    a_closed_register,
    a_manager,
    a_manager_request,
    a_message,
    a_past_session,
    a_session,
    a_user,
    an_earned_certificate,
    an_issued,
    letters_have_left,
)
from tests.charging import cases
from tests.conftest import NOW, empty_tables
from tests.data.command_line import call
from tests.data.everything import two_of_everything

AN_HOUR_LATER = NOW + timedelta(hours=1)


def a_house_at_work() -> None:
    """Something of each kind, as the commands leave it."""
    for in_state in cases.IN_STATE.values():
        in_state()
    cases.credited()
    december = {"with_gaps": True, "by": a_manager(), "at": NOW + timedelta(days=40)}
    cases.bills_services.make_bills(cases.DECEMBER, **december)
    person, delegate = a_user(), a_user()
    book_place(a_session(), delegate_of(person), by=person, at=NOW)
    week = [a_session(on=NOW.date() + timedelta(days=days)) for days in (30, 31)]
    book_several(week, delegate_of(delegate), by=delegate, at=NOW)
    letters_have_left()
    in_hand = {"lease_owner": "host-1-0a1b2c3d", "lease_until": NOW}
    a_message(state=MessageState.SENDING, **in_hand)
    a_message(state=MessageState.FAILED, last_error="550 No such person")
    a_message(state=MessageState.SENT, sent_at=NOW)
    a_message()
    there = an_earned_certificate(at=NOW - timedelta(minutes=5))
    release_certificate(there, "They had no time to answer.", by=a_manager(), at=NOW)
    of_manager = a_manager_request(there)
    of_manager.issued[0].answered_at = NOW + timedelta(minutes=1)
    answered = an_issued(there, Stage.IMPACT, answers={"Confidence": 7}, mailed_at=None)
    assert answered.answered_at
    session = a_past_session()
    a_closed_register(session)
    a_booking(session, outcome=Outcome.ATTENDED)
    issue_questionnaires(at=NOW)
    db.session.commit()


def breaks(*statements: str) -> list[str]:
    """What is found once these have been run; they are taken back, and nothing stays locked for the next test."""
    for statement in statements:
        db.session.execute(text(statement))
    try:
        return broken_invariants(at=AN_HOUR_LATER)
    finally:
        db.session.rollback()


BREACHES = {
    # messages
    "a message was sent, and nobody knows when": "UPDATE message SET sent_at = NULL WHERE state = 'sent'",
    "a message waits to be sent that was sent before": "UPDATE message SET state = 'queued' WHERE state = 'sent'",
    "a message is being sent by nobody": "UPDATE message SET lease_owner = NULL",
    "a process holds a message that is not being sent": "UPDATE message SET lease_owner = 'x' WHERE state = 'sent'",
    "a message lies in the hands of a process that is gone": (
        "UPDATE message SET lease_until = '2026-11-22 09:00:00+00'"
    ),
    "a message failed or is being tried again, and nobody knows why": "UPDATE message SET last_error = ''",
    # bookings
    "somebody has a place and was never told so": "UPDATE booking SET confirmation_told_at = NULL",
    "somebody was told of their place, and the outbox has no letter": (
        "DELETE FROM message WHERE kind = 'confirmed-together'"
    ),
    # charges
    "a charge stands whose booking came to another outcome": "UPDATE booking SET outcome = 'excused'",
    "a charge counts as explained, and nobody gave a reason": "DELETE FROM explanation",
    "a reason is waited for that was never asked": "UPDATE charge SET asked_at = NULL",
    "a charge is decided, and nobody decided it": "UPDATE charge SET decided_by_id = NULL",
    "a charge is waived without a reason": "UPDATE charge SET waiver_reason = NULL",
    "a charge is owed by no agency": "UPDATE charge SET agency_id = NULL",
    "a charge was paid, and nobody knows when": "UPDATE charge SET paid_at = NULL",
    # bills
    "a billed charge is on no bill, or on two": "UPDATE charge SET state = 'billed' WHERE state = 'withdrawn'",
    "a bill asks for a charge that isn't billed": "UPDATE charge SET state = 'confirmed' WHERE state = 'billed'",
    "a bill asks for another sum than that of its charges": "UPDATE bill_line SET pence = 1 WHERE credits_id IS NULL",
    "a credit is about another charge than it says, or more than was billed": (
        "UPDATE bill_line SET pence = -2600 WHERE credits_id IS NOT NULL"
    ),
    "what was credited is still owed": "UPDATE charge SET state = 'billed' WHERE state = 'credited'",
    "a bill has no lines, or lacks one of its files": "DELETE FROM bill_file WHERE kind = 'pdf'",
    "the numbers of bills have a gap": "UPDATE bill SET number = 1000 WHERE number = 2",
    # questionnaires and answers
    "a questionnaire counts as missed, and was answered": "UPDATE issued_questionnaire SET is_missed = true",
    "a message to a manager is about nobody": "UPDATE issued_questionnaire SET manager_request_id = NULL",
    "a manager's questionnaire is in no message": "UPDATE issued_questionnaire SET manager_request_id = NULL",
    "a questionnaire was mailed, and the outbox has no letter": (
        "UPDATE issued_questionnaire SET mailed_at = '2026-11-23 10:30:00+00', stage = 'later' "
        "WHERE mailed_at IS NULL AND stage = 'later'; "
        "UPDATE message SET kind = 'later-questionnaire' WHERE kind = 'sign-in'"
    ),
    "a questionnaire was answered before it was issued, or after it closed": (
        "UPDATE issued_questionnaire SET answered_at = '2026-10-01 09:00:00+00'"
    ),
    "answers are kept of a questionnaire that nobody has answered": (
        "UPDATE issued_questionnaire SET answered_at = NULL"
    ),
    "a manager said that they can't say, and no answer was kept": (
        "UPDATE issued_questionnaire SET cannot_say = 'no longer manages this person', answered_at = NULL"
    ),
    "an answer is to a question of another questionnaire": (
        "UPDATE answer SET question_id = (SELECT id FROM question WHERE questionnaire_id <> "
        "(SELECT questionnaire_id FROM issued_questionnaire WHERE id = answer.issued_id) LIMIT 1)"
    ),
    "something was ticked instead of an answer, and an answer was kept with it": (
        "UPDATE answer SET instead = 'declined' WHERE number IS NOT NULL"
    ),
    # certificates
    "a valid certificate is of somebody who was not there throughout": "UPDATE booking SET outcome = 'no-show'",
    "a certificate was released by nobody, or without a word": "UPDATE certificate SET release_words = ''",
}


@pytest.fixture(scope="module")
def house_at_work(_app: Flask) -> Iterator[None]:
    """One for all of these tests: each takes back what it broke."""
    clock.freeze(NOW)
    with _app.app_context():
        a_house_at_work()
        yield
        db.session.rollback()
        empty_tables()
        db.session.remove()
    clock.freeze(None)


@pytest.mark.usefixtures("house_at_work")
@pytest.mark.parametrize("words", BREACHES)
def test_each_breach_is_found_and_named(words: str) -> None:
    found = breaks(*BREACHES[words].split("; "))
    assert [line for line in found if line.startswith(words)], found


@pytest.mark.usefixtures("house_at_work")
def test_a_house_at_work_breaks_nothing() -> None:
    assert breaks() == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite can't let go of a table's own key
@pytest.mark.usefixtures("house_at_work")
def test_second_questionnaires_and_certificates_are_found_where_the_database_did_not_stop_them() -> None:
    booking_id = db.session.scalar(text("SELECT min(booking_id) FROM certificate"))
    asked = "booking_id, stage, questionnaire_id, issued_at, closes_at, reminders_sent"
    held = "booking_id, course_title, level, issued_at, release_words, released_by_id"
    found = breaks(
        "ALTER TABLE issued_questionnaire DROP CONSTRAINT uq_issued_questionnaire_booking_id_stage",
        "ALTER TABLE certificate DROP CONSTRAINT uq_certificate_booking_id",
        f"INSERT INTO issued_questionnaire ({asked}) SELECT {asked} FROM issued_questionnaire WHERE stage = 'after'",
        f"INSERT INTO certificate ({held}, code) SELECT {held}, 'ANOTHER' FROM certificate",
    )
    assert f"a booking has two questionnaires of one stage: booking {booking_id}, after: 2" in found
    assert f"a booking has two certificates: booking {booking_id}: 2 certificates" in found


@pytest.mark.usefixtures("app")
def test_a_register_that_was_closed_by_nobody_earns_no_certificate() -> None:
    a_certificate(a_past_session())
    assert [line for line in broken_invariants(at=AN_HOUR_LATER) if line.startswith("a valid certificate is of")]


@pytest.mark.usefixtures("app")
def test_what_a_job_is_about_to_mend_is_no_breach_yet() -> None:
    """The register was corrected just now; within seconds the charge is let go."""
    cases.corrected_to(cases.proposed().booking, Outcome.ATTENDED)
    assert broken_invariants(at=NOW) == []
    assert broken_invariants(at=AN_HOUR_LATER) != []


@pytest.mark.usefixtures("app")
def test_two_charges_are_found_where_the_database_did_not_stop_them() -> None:
    booking_id = cases.proposed().booking_id
    rows = "booking_id, cause, pence, rule, state, proposed_at, reason, vat_code"
    again = f"INSERT INTO charge ({rows}) SELECT {rows} FROM charge"
    found = breaks("DROP INDEX uq_charge_one_standing_per_booking", again)
    assert f"a booking has two charges that stand: booking {booking_id}: 2 charges" in found


@pytest.mark.lasts_long
def test_the_demo_and_a_filled_database_break_nothing(app: Flask) -> None:
    empty_tables()  # the house at work may still stand
    load_demo(at=NOW)
    said = call(app, "check-invariants")
    assert (said.code, said.err) == (0, ""), said


@pytest.mark.usefixtures("app")
def test_a_database_with_something_in_every_table_breaks_nothing() -> None:
    empty_tables()
    two_of_everything()
    assert broken_invariants(at=AN_HOUR_LATER) == []
