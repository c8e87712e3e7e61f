"""Undo beside "Everyone is here": it takes back what that press marked, as long as it stands."""

from datetime import date, time, timedelta

import pytest
from flask import Flask

from app.attendance.registers.queries import marks_of
from app.attendance.registers.queries_bulk_marks import bulk_mark, last_bulk_mark
from app.attendance.registers.refusals import RegisterClosed
from app.attendance.registers.services import mark, mark_everyone_attended, take_everyone_back
from app.audit.models import AuditEntry
from app.booking.states import Outcome
from app.core.database import db
from app.programme.models_sessions import Day
from tests.builders import a_booking, a_bulk_mark, a_closed_register, a_manager, a_past_session, a_session
from tests.conftest import NOW
from tests.page import Visitor
from tests.words import EVERYONE_IS_HERE

LATER = NOW + timedelta(minutes=1)


def test_undo_takes_back_exactly_whom_the_press_marked(visitor: Visitor) -> None:
    session = a_past_session()
    by_hand, excused, first, second = (a_booking(session) for _ in range(4))
    manager = a_manager()
    mark(by_hand, Outcome.ATTENDED, by=manager, at=NOW)
    mark(excused, Outcome.EXCUSED, said_by="The manager", by=manager, at=NOW)
    page = visitor.sign_in(manager).open_page(f"/registers/{session.id}").press(EVERYONE_IS_HERE)
    assert page.notice.startswith("2 people are marked here.")
    page = page.press("Undo that everyone is here")
    assert page.notice == "2 people are to be marked again. Marks made since stay as they are."
    outcomes = [booking.outcome for booking in (by_hand, excused, first, second)]
    assert outcomes == [Outcome.ATTENDED, Outcome.EXCUSED, None, None]
    [entry] = db.session.query(AuditEntry).filter_by(verb="took back that everyone is here")
    assert (entry.record_id, entry.actor_id, entry.data) == (session.id, manager.id, {"marks": 2})


def test_a_mark_made_since_stays_even_where_it_says_the_same(app: Flask) -> None:
    session, manager = a_past_session(), a_manager()
    early, again, untouched = (a_booking(session) for _ in range(3))
    mark_everyone_attended(session, by=manager, at=NOW)
    pressed = last_bulk_mark(session)
    assert pressed
    mark(early, Outcome.LEFT_EARLY, by=manager, at=LATER)
    mark(again, None, by=manager, at=LATER)
    mark(again, Outcome.ATTENDED, by=manager, at=LATER)
    assert take_everyone_back(pressed, session, by=manager, at=LATER) == 1
    outcomes = [booking.outcome for booking in (early, again, untouched)]
    assert outcomes == [Outcome.LEFT_EARLY, Outcome.ATTENDED, None]
    assert take_everyone_back(pressed, session, by=manager, at=LATER) == 0


def test_of_several_days_the_other_marks_stay(app: Flask) -> None:
    first, second = date(2026, 11, 19), date(2026, 11, 20)
    session, manager = a_session(days=[Day(on, time(9, 30), time(12)) for on in (first, second)]), a_manager()
    booking = a_booking(session)
    for on in (first, second):
        mark_everyone_attended(session, on=on, by=manager, at=NOW)
    pressed = last_bulk_mark(session)
    assert pressed
    assert take_everyone_back(pressed, session, by=manager, at=NOW) == 1
    assert [mark.mark for mark in marks_of(booking).values()] == [Outcome.ATTENDED]
    assert list(marks_of(booking)) == [first]
    assert booking.outcome is None


def test_a_closed_register_stays_as_it_is(app: Flask) -> None:
    session, manager = a_past_session(), a_manager()
    a_booking(session)
    mark_everyone_attended(session, by=manager, at=NOW)
    pressed = last_bulk_mark(session)
    assert pressed
    a_closed_register(session)
    with pytest.raises(RegisterClosed):
        take_everyone_back(pressed, session, by=manager, at=LATER)


def test_where_nobody_was_marked_there_is_nothing_to_undo(visitor: Visitor) -> None:
    session = a_past_session()
    a_booking(session)
    stale = visitor.sign_in(a_manager()).open_page(f"/registers/{session.id}")
    stale.press(EVERYONE_IS_HERE)
    page = stale.press(EVERYONE_IS_HERE)
    assert page.notice == "0 people are marked here. Everybody was marked before."


def test_a_press_of_another_session_or_of_nothing_is_not_found(app: Flask) -> None:
    session, other = a_past_session(), a_past_session()
    theirs = a_bulk_mark(other)
    assert bulk_mark(other, theirs.id)
    assert bulk_mark(session, theirs.id) is None
    assert bulk_mark(session, 999_999) is None
