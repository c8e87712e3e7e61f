"""Certificates are issued, withdrawn and restored by looking; the office can release one."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.booking.services import record_outcome
from app.booking.states import BookingState, Outcome
from app.core import changes
from app.core.database import db
from app.core.errors import Refusal
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.notifications.models import Message, MessageState
from app.programme.models import Strand
from app.records.certificates.jobs import issue_certificates as run_the_job
from app.records.certificates.models import Certificate
from app.records.certificates.queries_concerned import bookings_concerned
from app.records.certificates.refusals import CertificateStands, NotThereForAllOfIt, RegisterStillOpen
from app.records.certificates.rules import NEWS_FOR
from app.records.certificates.services import issue_certificates, release_certificate
from tests.builders import (
    a_booking,
    a_certificate,
    a_closed_register,
    a_course,
    a_learning_week,
    a_manager,
    a_past_session,
    a_timing,
    a_user,
    an_earned_certificate,
    an_issued,
    entries_about,
    mail_to,
)
from tests.conftest import NOW, clock_at
from tests.words import HOW_USEFUL

ANSWER: dict[str, int | str] = {HOW_USEFUL: 4}


def certificates() -> list[Certificate]:
    return db.session.query(Certificate).order_by(Certificate.id).all()


def certified() -> list[Booking]:
    return [certificate.booking for certificate in certificates() if certificate.is_valid]


def set_outcome(booking: Booking, outcome: Outcome | None) -> None:
    """What a correction of the register leaves behind."""
    booking.outcome = outcome
    db.session.commit()


def letters_about(certificate: Certificate) -> list[Message]:
    return mail_to(certificate.booking.practitioner.email)


# Earned


def test_attendance_and_the_answered_evaluation_bring_a_certificate_and_one_letter_with_its_link(app: Flask) -> None:
    booking = an_earned_certificate()
    assert run_the_job() == "1 certificates issued, withdrawn or restored"
    (certificate,) = certificates()
    assert certificate.booking == booking
    assert certificate.issued_at == NOW
    (letter,) = mail_to(booking.practitioner.email, "certificate")
    assert letter.subject.startswith(f"Your certificate: {booking.session.title}")
    assert "/certificates/mine/" in letter.revealed_text()
    assert certificate.code not in letter.text
    assert [entry.verb for entry in entries_about(certificate)] == ["issued a certificate"]


def test_looking_again_issues_and_sends_nothing_again(app: Flask) -> None:
    an_earned_certificate()
    issue_certificates(at=NOW)
    before = certificates()[0].code
    assert run_the_job() == ""
    assert issue_certificates(at=NOW + timedelta(days=1)) == 0
    assert [certificate.code for certificate in certificates()] == [before]
    assert db.session.query(Message).count() == 1


def test_a_walk_in_gets_one_too(app: Flask) -> None:
    session = a_past_session()
    booking = a_booking(session, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN)
    a_closed_register(session)
    an_issued(booking, Stage.POST_COURSE, answers=ANSWER)
    issue_certificates(at=NOW)
    assert certified() == [booking]


@pytest.mark.parametrize("outcome", [None, *(each for each in Outcome if each not in ("attended", "walk-in"))])
def test_no_other_outcome_brings_one(app: Flask, outcome: Outcome | None) -> None:
    set_outcome(an_earned_certificate(), outcome)
    assert issue_certificates(at=NOW) == 0


def _register_open(booking: Booking) -> None:
    db.session.query(Register).delete()


def _not_answered(booking: Booking) -> None:
    db.session.query(Issued).one().answered_at = None


def _only_impact_answered(booking: Booking) -> None:
    db.session.query(Issued).one().stage = Stage.IMPACT


def _imported(booking: Booking) -> None:
    booking.session.is_imported = True


def _open_to_all(booking: Booking) -> None:
    booking.session.is_open = True


def _e_learning(booking: Booking) -> None:
    booking.session.course.strand = Strand.E_LEARNING


@pytest.mark.parametrize(
    "spoil", [_register_open, _not_answered, _only_impact_answered, _imported, _open_to_all, _e_learning]
)
def test_without_each_of_these_there_is_none(app: Flask, spoil: Callable[[Booking], None]) -> None:
    spoil(an_earned_certificate())
    db.session.commit()
    assert issue_certificates(at=NOW) == 0


def test_the_one_evaluation_of_a_learning_week_serves_all_of_its_sessions_in_one_letter(app: Flask) -> None:
    week, person = a_learning_week(NOW.date() - timedelta(days=7)), a_user()
    sessions = [a_past_session(days_ago=days, learning_week_id=week.id) for days in (7, 6, 5)]
    bookings = [a_booking(session, person, Outcome.ATTENDED) for session in sessions]
    somebody_else = a_booking(sessions[0], outcome=Outcome.ATTENDED)
    for session in sessions:
        a_closed_register(session)
    an_issued(bookings[1], Stage.POST_COURSE, answers=ANSWER)
    issue_certificates(at=NOW)
    assert {booking.id for booking in certified()} == {booking.id for booking in bookings}
    assert somebody_else not in certified()
    (letter,) = mail_to(person.email)
    assert letter.subject == "Your certificates of 3 sessions"
    assert letter.revealed_text().count("/certificates/mine/") == 3


def test_another_weeks_answer_and_anybody_elses_serve_nobody(app: Flask) -> None:
    person, monday = a_user(), NOW.date() - timedelta(days=14)
    earlier, later = a_learning_week(monday), a_learning_week(monday + timedelta(days=7))
    answered = a_past_session(days_ago=14, learning_week_id=earlier.id)
    asked = a_past_session(days_ago=6, learning_week_id=later.id)
    outside = a_past_session(days_ago=5)
    for session in (asked, outside):
        a_closed_register(session)
        a_booking(session, person, Outcome.ATTENDED)
    an_earned_certificate(answered, person)
    issue_certificates(at=NOW)
    assert [booking.session for booking in certified()] == [answered]


def test_what_was_earned_long_ago_is_issued_without_a_letter(app: Flask) -> None:
    session = a_past_session(days_ago=200)
    booking = an_earned_certificate(session, at=session.ends_at)
    news = an_earned_certificate(a_past_session(days_ago=100), at=NOW - NEWS_FOR + timedelta(minutes=1))
    issue_certificates(at=NOW)
    assert len(certified()) == 2
    assert mail_to(booking.practitioner.email) == []
    assert len(mail_to(news.practitioner.email)) == 1


# Withdrawn, restored


def withdrawn_certificate() -> Certificate:
    booking = an_earned_certificate()
    issue_certificates(at=NOW)
    set_outcome(booking, Outcome.LEFT_EARLY)
    with clock_at(NOW + timedelta(hours=1)):
        run_the_job()
    return certificates()[0]


def test_a_corrected_register_withdraws_it_and_tells_the_person_once(app: Flask) -> None:
    certificate = withdrawn_certificate()
    assert certificate.withdrawn_at == NOW + timedelta(hours=1)
    assert issue_certificates(at=NOW + timedelta(hours=2)) == 0
    assert [letter.kind for letter in letters_about(certificate)] == ["certificate", "certificate-withdrawn"]
    assert "no longer valid" in letters_about(certificate)[1].text
    assert entries_about(certificate)[-1].verb == "withdrew a certificate"


@pytest.mark.parametrize("outcome", [None, Outcome.NO_SHOW, Outcome.LATE_REFUSED, Outcome.EXCUSED])
def test_no_mark_at_all_withdraws_it_too(app: Flask, outcome: Outcome | None) -> None:
    set_outcome(a_certificate().booking, outcome)
    assert issue_certificates(at=NOW) == 1
    assert certified() == []


def test_if_it_follows_again_it_stands_again_under_the_same_code(app: Flask) -> None:
    certificate = withdrawn_certificate()
    code, letter = certificate.code, letters_about(certificate)[1]
    letter.state = MessageState.SENT
    set_outcome(certificate.booking, Outcome.ATTENDED)
    issue_certificates(at=NOW + timedelta(days=1))
    assert [(each.code, each.is_valid) for each in certificates()] == [(code, True)]
    assert "it is valid again, under the same code" in letters_about(certificate)[2].text


def test_a_slip_mended_before_its_letter_left_is_told_to_nobody(app: Flask) -> None:
    certificate = withdrawn_certificate()
    set_outcome(certificate.booking, Outcome.ATTENDED)
    issue_certificates(at=NOW + timedelta(hours=1, minutes=1))
    states = [(letter.kind, letter.state) for letter in letters_about(certificate)]
    assert states == [
        ("certificate", MessageState.QUEUED),
        ("certificate-withdrawn", MessageState.WITHDRAWN),
    ]


def test_withdrawn_twice_is_told_twice(app: Flask) -> None:
    certificate = withdrawn_certificate()
    letters_about(certificate)[1].state = MessageState.SENT
    for hours, outcome in ((2, Outcome.ATTENDED), (3, Outcome.NO_SHOW)):
        set_outcome(certificate.booking, outcome)
        issue_certificates(at=NOW + timedelta(hours=hours))
    assert len(mail_to(certificate.booking.practitioner.email, "certificate-withdrawn")) == 2


# Released by the office


def test_the_office_releases_one_without_the_evaluation_and_says_why(app: Flask) -> None:
    officer, session = a_manager(), a_past_session()
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    a_closed_register(session)
    certificate = release_certificate(booking, "Can’t use the form.", by=officer, at=NOW)
    assert (certificate.released_by_id, certificate.release_words) == (officer.id, "Can’t use the form.")
    assert certificate.is_valid
    assert len(mail_to(booking.practitioner.email, "certificate")) == 1
    (entry,) = entries_about(certificate)
    assert (entry.verb, entry.actor_id, entry.data["words"]) == (
        "released a certificate",
        officer.id,
        "Can’t use the form.",
    )
    assert issue_certificates(at=NOW) == 0


@pytest.mark.parametrize("outcome", [None, Outcome.LEFT_EARLY, Outcome.NO_SHOW, Outcome.LATE_REFUSED])
def test_not_even_the_office_releases_one_for_less_than_all_of_it(app: Flask, outcome: Outcome | None) -> None:
    session = a_past_session()
    booking = a_booking(session, outcome=outcome)
    a_closed_register(session)
    with pytest.raises(NotThereForAllOfIt):
        release_certificate(booking, "Please.", by=a_manager(), at=NOW)
    assert certificates() == []


def _no_register() -> Booking:
    return a_booking(a_past_session(), outcome=Outcome.ATTENDED)


def _certified() -> Booking:
    booking = a_certificate().booking
    a_closed_register(booking.session)
    return booking


@pytest.mark.parametrize(("case", "refusal"), [(_no_register, RegisterStillOpen), (_certified, CertificateStands)])
def test_nor_before_the_register_is_closed_nor_twice(app: Flask, case: Any, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        release_certificate(case(), "Please.", by=a_manager(), at=NOW)


def test_a_released_one_is_withdrawn_and_restored_like_any_other(app: Flask) -> None:
    officer, session = a_manager(), a_past_session()
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    a_closed_register(session)
    release_certificate(booking, "Can’t use the form.", by=officer, at=NOW)
    for outcome, stands in ((Outcome.NO_SHOW, []), (Outcome.ATTENDED, [booking])):
        record_outcome(booking, outcome, by=officer, at=NOW)
        issue_certificates(at=NOW)
        assert certified() == stands


def test_two_courses_of_one_person_on_one_run_make_one_letter(app: Flask) -> None:
    person = a_user()
    for title in ("Complex Neglect", "Digital Safeguarding"):
        an_earned_certificate(a_past_session(a_course(title)), person)
    issue_certificates(at=NOW)
    (letter,) = mail_to(person.email)
    assert "Complex Neglect" in letter.text
    assert "Digital Safeguarding" in letter.text


def test_two_schedulers_at_once_issue_one_certificate_and_one_letter(app: Flask) -> None:
    an_earned_certificate()
    assert sorted(issue_at_once(app)) == [0, 1]
    db.session.rollback()  # look again
    assert len(certified()) == 1
    assert db.session.query(Message).count() == 1


def issue_at_once(app: Flask) -> list[int]:
    """What each of two runs that start together says it did."""
    ready = threading.Barrier(2, timeout=10)
    db.session.rollback()

    def run(_: int) -> int:
        with app.app_context():
            ready.wait()
            return issue_certificates(at=NOW)

    with ThreadPoolExecutor(2) as schedulers:
        return list(schedulers.map(run, range(2)))


def test_no_certificate_waits_for_an_evaluation_that_never_went_out(app: Flask) -> None:
    """The office turned it off for one course; another was missed while we were down; a third can still be answered."""
    quiet = a_course()
    a_timing(quiet, Stage.POST_COURSE, is_on=False)
    off, missed, waits = (a_past_session(course) for course in (quiet, a_course(), a_course()))
    bookings = [a_booking(session, outcome=Outcome.ATTENDED) for session in (off, missed, waits)]
    for session in (off, missed, waits):
        a_closed_register(session)
    an_issued(bookings[1], Stage.POST_COURSE, is_missed=True)
    an_issued(bookings[2], Stage.POST_COURSE)
    issue_certificates(at=NOW)
    assert {each.booking for each in db.session.query(Certificate)} == set(bookings[:2])


def test_a_night_looks_at_nobody_who_has_yet_to_answer_until_it_is_turned_off(app: Flask) -> None:
    """Each year more people never answer."""
    session = a_past_session()
    a_closed_register(session)
    waits = a_booking(session, outcome=Outcome.ATTENDED)
    an_issued(waits, Stage.POST_COURSE)
    earned = an_earned_certificate()
    assert swept() == [earned.id]
    issue_certificates(at=NOW)
    assert swept() == []
    a_timing(session.course, Stage.POST_COURSE, is_on=False)
    assert swept() == [waits.id]
    issue_certificates(at=NOW)
    assert certified() == [earned, waits]


def swept() -> list[int]:
    """Whom a night looks at."""
    return list(bookings_concerned(changes.look("another job", at=NOW)))
