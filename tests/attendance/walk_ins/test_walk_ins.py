"""Somebody who came without a booking is there on the days they came, and on no other."""

from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.attendance.check_in.rules import Room
from app.attendance.check_in.services import check_in
from app.attendance.registers import queries
from app.attendance.registers.models import DayMark
from app.attendance.registers.queries import day_marks, not_fully_marked, sheet_of
from app.attendance.registers.refusals import MarkingNotOpen, OnlyDayOfAWalkIn
from app.attendance.registers.services import close_register, mark, mark_everyone_attended
from app.attendance.walk_ins.services import add_walk_in, take_off
from app.audit.models import AuditEntry
from app.booking.models import Booking
from app.booking.queries import live_booking, on_the_register
from app.booking.refusals import NotBooked
from app.booking.states import BookingState, Outcome
from app.booking.waiting_list.services import join_waiting_list
from app.core.database import db
from app.evaluation.stages import Stage
from app.notifications.models import Message, MessageState
from app.programme.models_sessions import Day, TrainingSession
from app.records.certificates.refusals import NotThereForAllOfIt
from app.records.certificates.services import issue_certificates, release_certificate
from app.records.training.queries import records_of_agency, training_of
from app.web.formatting import facts
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_delegate,
    a_manager,
    a_past_session,
    a_session,
    a_user,
    an_agency,
    an_issued,
)
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import ADD_TO_THE_REGISTER, CORRECT_THE_REGISTER, HOW_USEFUL

WALK_IN = Outcome.WALK_IN
FIRST, SECOND = date(2026, 11, 19), date(2026, 11, 20)
HOURS = time(9, 30), time(12)


@pytest.fixture
def manager(app: Flask) -> User:
    return a_manager()


@pytest.fixture
def session(app: Flask) -> TrainingSession:
    """Of last Thursday and Friday."""
    return a_session(a_course("Complex Neglect"), days=[Day(FIRST, *HOURS), Day(SECOND, *HOURS)])


def came(session: TrainingSession, on: date | None, manager: User, **more: str) -> Booking:
    agency = an_agency()
    return add_walk_in(
        session, name="Wyn", email="wyn@example.org", agency=agency, on=on, is_theirs=True, by=manager, at=NOW, **more
    )


def days_of(walk_in: Booking) -> list[date]:
    return sorted(queries.marks_of(walk_in))


def an_older_walk_in(session: TrainingSession) -> Booking:
    """From before they were marked by day, or imported."""
    return a_booking(session, outcome=WALK_IN, state=BookingState.WALKED_IN)


# Days


def test_a_walk_in_is_there_on_the_day_they_came_alone(session: TrainingSession, manager: User) -> None:
    walk_in = came(session, FIRST, manager)
    assert (days_of(walk_in), walk_in.outcome) == ([FIRST], WALK_IN)
    assert walk_in.id in queries.standing_on(session, FIRST)
    assert walk_in.id not in queries.standing_on(session, SECOND)


def test_without_a_day_it_is_the_one_under_way(session: TrainingSession, manager: User) -> None:
    assert days_of(came(session, None, manager)) == [SECOND]


def test_nobody_walks_in_on_a_day_whose_register_has_not_opened(manager: User) -> None:
    session = a_session(days=[Day(NOW.date(), *HOURS), Day(NOW.date() + timedelta(days=1), *HOURS)])
    with pytest.raises(MarkingNotOpen):
        came(session, session.days[1].on, manager)
    assert days_of(came(session, None, manager)) == [NOW.date()]


def test_on_a_day_they_did_not_come_they_count_in_no_tally_and_hinder_no_closing(
    session: TrainingSession, manager: User
) -> None:
    a_booking(session)
    walk_in = came(session, FIRST, manager)
    tallies = []
    for number in (1, 2):
        sheet = sheet_of(session, number, at=NOW)
        assert sheet
        tallies.append((sheet.here, sheet.not_here, sheet.to_mark, sheet.booked, sheet.walk_ins))
    assert tallies == [(1, 0, 1, 1, 1), (0, 0, 1, 1, 0)]
    for on in (FIRST, SECOND):
        assert mark_everyone_attended(session, on=on, by=manager, at=NOW) == 1
    assert not_fully_marked(session) == []
    assert close_register(session, by=manager, at=NOW)
    assert days_of(walk_in) == [FIRST]


def test_a_walk_in_keeps_no_day_from_being_fully_marked(session: TrainingSession, manager: User) -> None:
    booking = a_booking(session)
    came(session, FIRST, manager)
    mark(booking, Outcome.ATTENDED, on=FIRST, by=manager, at=NOW)
    sheet = sheet_of(session, None, at=NOW)
    assert sheet
    assert sheet.day.on == SECOND


def test_they_can_be_marked_on_another_day_and_that_can_be_taken_back(session: TrainingSession, manager: User) -> None:
    walk_in = came(session, FIRST, manager)
    assert mark(walk_in, WALK_IN, on=SECOND, by=manager, at=NOW).mark is None
    assert days_of(walk_in) == [FIRST, SECOND]
    assert mark(walk_in, None, on=FIRST, by=manager, at=NOW).mark is WALK_IN
    assert (days_of(walk_in), walk_in.outcome) == ([SECOND], WALK_IN)


def test_the_only_day_of_a_walk_in_is_not_taken_back(session: TrainingSession, manager: User) -> None:
    walk_in = came(session, FIRST, manager)
    with pytest.raises(OnlyDayOfAWalkIn):
        mark(walk_in, None, on=FIRST, by=manager, at=NOW)
    assert days_of(walk_in) == [FIRST]


@pytest.mark.parametrize("outcome", [Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.LEFT_EARLY])
def test_a_walk_in_stays_one_and_nobody_with_a_place_becomes_one(
    session: TrainingSession, manager: User, outcome: Outcome
) -> None:
    walk_in, booking = came(session, FIRST, manager), a_booking(session)
    with pytest.raises(NotBooked):
        mark(walk_in, outcome, on=SECOND, by=manager, at=NOW)
    with pytest.raises(NotBooked):
        mark(booking, WALK_IN, on=SECOND, by=manager, at=NOW)
    assert (days_of(walk_in), day_marks(session).get(booking.id)) == ([FIRST], None)


def test_a_walk_in_without_marks_counts_on_every_day_until_one_is_taken_back(
    session: TrainingSession, manager: User
) -> None:
    walk_in = an_older_walk_in(session)
    assert all(walk_in.id in queries.standing_on(session, on) for on in (FIRST, SECOND))
    mark(walk_in, None, on=SECOND, by=manager, at=NOW)
    assert days_of(walk_in) == [FIRST]


def test_taken_off_the_register_they_have_no_marks_any_more(session: TrainingSession, manager: User) -> None:
    walk_in = came(session, FIRST, manager)
    take_off(walk_in, by=manager, at=NOW)
    assert db.session.query(DayMark).count() == 0
    assert days_of(came(session, SECOND, manager)) == [SECOND]


def test_a_walk_in_of_one_day_checks_in_on_the_next(manager: User) -> None:
    session = a_session(days=[Day(NOW.date() - timedelta(days=1), *HOURS), Day(NOW.date(), *HOURS)])
    walk_in = came(session, session.days[0].on, manager)
    check_in(Room(session, 2), walk_in.practitioner, at=NOW)
    assert days_of(walk_in) == [day.on for day in session.days]
    assert walk_in.outcome is WALK_IN


def test_of_a_closed_register_the_office_adds_a_day_and_says_why(visitor: Visitor, session: TrainingSession) -> None:
    walk_in = came(session, FIRST, a_manager())
    a_closed_register(session)
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}?day=2")
    assert "On this day: not here" in page.words
    page = page.click("Was here on this day too: Wyn")
    page = page.press(CORRECT_THE_REGISTER, mark="walk-in", why="Signed the sheet.")
    assert page.notice.startswith("The register is corrected for Wyn.")
    assert "On this day: here" in page.words
    assert days_of(walk_in) == [FIRST, SECOND]
    assert [facts(entry.data) for entry, _, _ in queries.corrections_of(session)] == [
        "Fri 20 Nov 2026: not marked to walk-in: Signed the sheet."
    ]


# Pages


def test_the_sheet_of_another_day_offers_to_mark_them_here_and_to_undo_it(
    visitor: Visitor, session: TrainingSession
) -> None:
    an_agency("Anyshire Police")
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}/walk-in?day=1")
    assert "Thursday 19 November 2026" in page.words
    page = page.press(ADD_TO_THE_REGISTER, name="Wyn", email="wyn@example.org", agency="Anyshire Police")
    assert page.notice == "Wyn is on the register of Thu 19 Nov 2026 as a walk-in."
    assert "1 here · 0 not · 0 to mark" in page.words
    assert "Undo for this day" not in page.words
    page = visitor.open_page(f"/registers/{session.id}?day=2")
    assert "0 here · 0 not · 0 to mark" in page.words
    page = page.press("Mark here: Wyn")
    assert "Wyn is marked here." in page.notice
    assert "1 here · 0 not · 0 to mark" in page.words
    page = page.press("Undo for this day: Wyn")
    assert "Wyn is not marked here on this day." in page.notice
    assert "0 here · 0 not · 0 to mark" in page.words
    [walk_in] = on_the_register(session)
    assert days_of(walk_in) == [FIRST]
    page = page.press("Undo what was marked for Wyn")
    assert days_of(walk_in) == [FIRST, SECOND]


def test_of_one_day_a_walk_in_is_removed_and_nothing_else(visitor: Visitor) -> None:
    session = a_past_session()
    came(session, None, a_manager())
    page = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}")
    assert "1 here · 0 not · 0 to mark" in page.words
    assert "Mark here" not in page.words
    assert "Undo" not in page.words
    page = page.press("Remove from the register: Wyn")
    assert page.notice == "Wyn is off the register."


# What follows


@pytest.mark.parametrize(
    ("days", "was_there"), [([FIRST], False), ([SECOND], False), ([FIRST, SECOND], True), ([], True)]
)
def test_who_was_not_there_on_every_day_has_no_certificate_and_no_hours(
    session: TrainingSession, manager: User, days: list[date], was_there: bool
) -> None:
    walk_in = came(session, days[0], manager) if days else an_older_walk_in(session)
    for on in days[1:]:
        mark(walk_in, WALK_IN, on=on, by=manager, at=NOW)
    walk_in.practitioner.agency = walk_in.agency = an_agency("Anyshire Health")
    db.session.commit()
    close_register(session, by=manager, at=NOW)
    an_issued(walk_in, Stage.POST_COURSE, answers={HOW_USEFUL: 4})
    assert issue_certificates(at=NOW) == was_there
    [attendance] = training_of(walk_in.practitioner)
    assert attendance.counts is was_there
    assert len(records_of_agency(walk_in.agency, today=NOW.date())) == was_there
    if not was_there:
        with pytest.raises(NotThereForAllOfIt):
            release_certificate(walk_in, "Can’t use the form", by=manager, at=NOW)


def test_a_certificate_follows_a_day_that_is_added_after_closing(session: TrainingSession, manager: User) -> None:
    walk_in = came(session, FIRST, manager)
    close_register(session, by=manager, at=NOW)
    an_issued(walk_in, Stage.POST_COURSE, answers={HOW_USEFUL: 4})
    assert issue_certificates(at=NOW) == 0
    mark(walk_in, WALK_IN, on=SECOND, why="Signed the sheet.", by=manager, at=NOW)
    assert issue_certificates(at=NOW) == 1
    assert issue_certificates(at=NOW) == 0


# The waiting list


@pytest.mark.parametrize("state", [BookingState.WAITING, BookingState.OFFERED])
def test_somebody_in_line_who_comes_to_the_door_leaves_the_list_and_walks_in(
    manager: User, state: BookingState
) -> None:
    session, person = a_past_session(places=1), a_user(email="wyn@example.org")
    in_line = a_booking(session, person, state=state, booked_at=None, offered_until=NOW + timedelta(days=1))
    walk_in = came(session, None, manager)
    assert (in_line.state, in_line.offered_until) == (BookingState.LEFT_LIST, None)
    assert (walk_in.state, walk_in.practitioner) == (BookingState.WALKED_IN, person)
    assert live_booking(session.id, person.id) is walk_in
    [entry] = db.session.query(AuditEntry).filter_by(record_id=in_line.id, verb="walked in from the waiting list")
    assert entry.actor_id == manager.id


def test_what_was_queued_about_their_waiting_is_withdrawn(manager: User) -> None:
    session = a_session(places=1)
    a_booking(session)
    in_line = join_waiting_list(session, a_delegate(email="wyn@example.org"), by=manager, at=NOW)
    letters = db.session.query(Message).filter_by(to_email="wyn@example.org")
    assert [letter.state for letter in letters] == [MessageState.QUEUED]
    add_walk_in(
        session,
        name="Wyn",
        email="wyn@example.org",
        agency=None,
        is_theirs=True,
        by=manager,
        at=session.starts_at - timedelta(hours=1),
    )
    assert in_line.state is BookingState.LEFT_LIST
    assert [letter.state for letter in letters] == [MessageState.WITHDRAWN]
