"""Marks of several days come to one outcome, whatever the order they were made in."""

from datetime import date, time, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.attendance.registers import queries
from app.attendance.registers.models import DayMark
from app.attendance.registers.refusals import MarkingNotOpen, NotAllMarked, SaidByNeeded
from app.attendance.registers.rules import day_that_matters, marks_on, matches, outcome_of
from app.attendance.registers.services import close_register, mark, mark_everyone_attended
from app.booking.models import Booking
from app.booking.states import MARKS, Outcome
from app.core.database import db
from app.programme.models_sessions import Day, TrainingSession
from tests.builders import a_booking, a_manager, a_session, a_user, an_agency
from tests.conftest import NOW

HERE, EARLY, LATE, GONE, EXCUSED = MARKS
HOURS = time(9, 30), time(16, 30)
FIRST = NOW.date() - timedelta(days=4)


def a_session_of(days: int = 2, first: date = FIRST) -> TrainingSession:
    """On days in a row, the first of them last Thursday."""
    return a_session(days=[Day(first + timedelta(days=number), *HOURS) for number in range(days)])


@pytest.mark.parametrize(
    ("marks", "outcome"),
    [
        ([HERE], HERE),
        ([EARLY], EARLY),
        ([LATE], LATE),
        ([GONE], GONE),
        ([EXCUSED], EXCUSED),
        ([None], None),
        ([], None),
        ([HERE, HERE], HERE),
        ([HERE, HERE, HERE], HERE),
        ([HERE, EARLY], EARLY),
        ([HERE, GONE], EARLY),
        ([HERE, EXCUSED], EARLY),
        ([HERE, LATE], EARLY),
        ([EARLY, EARLY], EARLY),
        ([EARLY, GONE], EARLY),
        ([EARLY, LATE, EXCUSED], EARLY),
        ([EXCUSED, EXCUSED], EXCUSED),
        ([EXCUSED, LATE], LATE),
        ([LATE, LATE], LATE),
        ([LATE, GONE], GONE),
        ([EXCUSED, GONE], GONE),
        ([EXCUSED, LATE, GONE], GONE),
        ([GONE, GONE], GONE),
        ([HERE, None], None),
        ([GONE, None, GONE], None),
    ],
)
def test_what_the_marks_of_all_days_come_to(marks: list[Outcome | None], outcome: Outcome | None) -> None:
    assert outcome_of(marks) is outcome
    assert outcome_of(reversed(marks)) is outcome


def test_an_outcome_without_marks_stands_for_every_day_and_with_any_mark_for_none() -> None:
    days = [FIRST, FIRST + timedelta(days=1)]
    assert marks_on(days, {}, GONE) == dict.fromkeys(days, GONE)
    assert marks_on(days, {days[0]: HERE}, GONE) == {days[0]: HERE, days[1]: None}
    assert marks_on(days, {}, None) == marks_on(days, {}, Outcome.LATE_CANCELLED) == dict.fromkeys(days)
    assert marks_on(days, {FIRST - timedelta(days=9): HERE}, GONE) == dict.fromkeys(days)


any_mark = st.sampled_from(MARKS)


@given(marks=st.lists(any_mark, min_size=3, max_size=3), order=st.permutations(range(3)), passing=any_mark)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@pytest.mark.lasts_long
def test_neither_the_order_of_marking_nor_what_was_undone_matters(
    app: Flask, marks: list[Outcome], order: list[int], passing: Outcome
) -> None:
    booking, manager = a_booking(a_session_of(3)), a_manager()
    words = {"said_by": "A colleague", "by": manager, "at": NOW}
    for number in order:
        on = FIRST + timedelta(days=number)
        mark(booking, marks[number], on=on, **words)
        standing = booking.outcome
        before = mark(booking, passing, on=on, **words)
        mark(booking, before.mark, on=on, **words)
        assert booking.outcome is standing
        mark(booking, None, on=on, **words)
        assert booking.outcome is None
        mark(booking, marks[number], on=on, **words)
    assert booking.outcome is outcome_of(marks)


def test_of_two_days_the_first_alone_gives_no_outcome_and_the_second_opens_an_hour_before_its_start(
    app: Flask,
) -> None:
    manager, session = a_manager(), a_session_of(2, NOW.date())
    booking, second = a_booking(session), session.days[1]
    opens = second.starts_at - timedelta(hours=1)
    mark(booking, HERE, on=session.days[0].on, by=manager, at=NOW)
    assert booking.outcome is None
    with pytest.raises(MarkingNotOpen):
        mark(booking, HERE, on=second.on, by=manager, at=opens - timedelta(seconds=1))
    with pytest.raises(MarkingNotOpen):
        mark_everyone_attended(session, on=second.on, by=manager, at=opens - timedelta(seconds=1))
    assert mark_everyone_attended(session, on=second.on, by=manager, at=opens) == 1
    assert booking.outcome is HERE


def test_a_day_that_the_session_has_not_is_refused(app: Flask) -> None:
    with pytest.raises(MarkingNotOpen, match="no such day"):
        mark(a_booking(a_session_of()), HERE, on=FIRST - timedelta(days=1), by=a_manager(), at=NOW)


def test_everyone_is_here_on_one_day_leaves_the_other_and_the_exceptions(app: Flask) -> None:
    manager, session = a_manager(), a_session_of()
    ann, bob = a_booking(session), a_booking(session)
    first, second = (day.on for day in session.days)
    mark(bob, GONE, on=first, by=manager, at=NOW)
    assert mark_everyone_attended(session, on=first, by=manager, at=NOW) == 1
    assert (queries.mark_on(ann, first).mark, queries.mark_on(bob, first).mark) == (HERE, GONE)
    assert queries.mark_on(ann, second).mark is None
    assert mark_everyone_attended(session, on=second, by=manager, at=NOW) == 2
    assert (ann.outcome, bob.outcome) == (HERE, EARLY)


def test_the_first_mark_of_an_outcome_that_had_none_leaves_the_other_days_as_they_were(app: Flask) -> None:
    session = a_session_of(3)
    booking = a_booking(session, outcome=GONE)
    mark(booking, HERE, on=session.days[1].on, by=a_manager(), at=NOW)
    assert [made.mark for made in marks_in_order(booking)] == [GONE, HERE, GONE]
    assert booking.outcome is EARLY
    mark(booking, None, on=session.days[0].on, by=a_manager(), at=NOW)
    assert [made.mark for made in marks_in_order(booking)] == [HERE, GONE]
    assert booking.outcome is None


def marks_in_order(booking: Booking) -> list[DayMark]:
    return db.session.query(DayMark).filter_by(booking_id=booking.id).order_by(DayMark.on).all()


@pytest.mark.parametrize("said_by", ["", "   "])
def test_excused_asks_who_said_so_and_keeps_it(app: Flask, said_by: str) -> None:
    booking, manager = a_booking(a_session_of(1)), a_manager()
    with pytest.raises(SaidByNeeded):
        mark(booking, EXCUSED, said_by=said_by, by=manager, at=NOW)
    assert booking.outcome is None
    mark(booking, EXCUSED, said_by=" The line manager ", by=manager, at=NOW)
    assert [(made.mark, made.said_by) for made in marks_in_order(booking)] == [(EXCUSED, "The line manager")]
    mark(booking, GONE, said_by="left over", by=manager, at=NOW)
    assert [(made.mark, made.said_by, made.marked_by_id) for made in marks_in_order(booking)] == [
        (GONE, "", manager.id)
    ]


def test_a_register_closes_when_every_day_is_marked_for_everybody(app: Flask) -> None:
    manager, session = a_manager(), a_session_of()
    for _ in range(2):
        a_booking(session)
    first, second = (day.on for day in session.days)
    mark_everyone_attended(session, on=first, by=manager, at=NOW)
    with pytest.raises(NotAllMarked, match="2 people are not marked yet on every day"):
        close_register(session, by=manager, at=NOW)
    mark_everyone_attended(session, on=second, by=manager, at=NOW)
    assert close_register(session, by=manager, at=NOW).closed_at == NOW


def test_the_day_that_matters_is_todays_else_the_first_not_fully_marked_else_the_last(app: Flask) -> None:
    days = a_session_of(3).days
    on = [day.on for day in days]
    for today, unmarked, matters in (
        (on[1], on, 1),
        (on[0], on[1:], 0),
        (on[2] + timedelta(days=1), on[1:], 1),
        (on[0] - timedelta(days=9), on, 0),
        (on[2] + timedelta(days=1), [], 2),
    ):
        assert day_that_matters(days, unmarked, today) is days[matters]


def test_people_are_found_by_words_of_name_or_agency_without_accents_or_capitals(app: Flask) -> None:
    booking = a_booking(practitioner=a_user(name="Zoë O’Łuk", agency=an_agency("Anyshire Police")))
    for typed in ("", "  ", "zoe", "o'luk", "POLICE", "zoë any"):
        assert matches(booking, typed)
    for typed in ("zoe health", "x", "%", "_"):
        assert not matches(booking, typed)
