"""Where drafts fall: spread over the year, never on a day off, in a Learning Week or twice on a day."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.programme.models import UsualLength
from app.programme.models_sessions import Day
from app.programme.rules_working_days import is_working_day
from app.reporting.drafting.rules_dates import (
    Pattern,
    PlannedDates,
    Span,
    Wish,
    draft_days,
    quiet_months,
    usual_pattern,
)

FIRST, LAST = date(2027, 4, 1), date(2028, 3, 31)
MORNING = (time(9, 30), time(13, 30))
HALF_DAY = Pattern(((0, *MORNING),), weekday=3)
A_WEEK = Span(date(2028, 2, 7), date(2028, 2, 11))
YEAR = PlannedDates(FIRST, LAST)
THURSDAY = 3


def drafts(more: int, pattern: Pattern = HALF_DAY, dates: PlannedDates = YEAR, *held: date) -> list[date]:
    return draft_days([Wish(1, more, pattern, held)], dates)[1]


def test_four_sessions_fall_one_in_each_quarter_on_the_usual_weekday() -> None:
    found = drafts(4)
    assert [(day.year, (day.month - 1) // 3) for day in found] == [(2027, 1), (2027, 2), (2027, 3), (2028, 0)]
    assert {day.weekday() for day in found} == {THURSDAY}


def test_a_session_that_is_planned_already_takes_its_part_of_the_year() -> None:
    found = drafts(3, HALF_DAY, YEAR, date(2027, 5, 6))
    assert all(day >= date(2027, 7, 1) for day in found)
    assert len(found) == 3


def test_single_sessions_of_many_courses_dont_all_fall_in_the_same_week() -> None:
    found = draft_days([Wish(number, 1, HALF_DAY) for number in range(12)], YEAR)
    weeks = Counter(day.isocalendar()[:2] for days in found.values() for day in days)
    assert set(weeks.values()) == {1}


def test_the_usual_weekday_is_given_up_before_a_day_off_is_taken() -> None:
    """Every Monday of this month is a bank holiday or closed."""
    mondays = Pattern(HALF_DAY.days, weekday=0)
    may = PlannedDates(date(2027, 5, 1), date(2027, 5, 31), frozenset({date(2027, 5, 10), date(2027, 5, 17)}))
    closed = PlannedDates(may.first, may.last, may.closed | {date(2027, 5, 24)})
    assert drafts(1, mondays, may) == [date(2027, 5, 24)]
    (other,) = drafts(1, mondays, closed)
    assert is_working_day(other)
    assert other.weekday() != 0


def test_a_course_of_two_days_has_both_on_working_days() -> None:
    """Good Friday is 26 March 2027: a Thursday and Friday don't go before it."""
    pattern = Pattern(((0, *MORNING), (1, *MORNING)), weekday=THURSDAY)
    around = PlannedDates(date(2027, 3, 22), date(2027, 4, 3))
    (first,) = drafts(1, pattern, around)
    assert first == date(2027, 4, 1)


def test_months_in_which_nothing_usually_runs_are_left_alone_where_there_are_others() -> None:
    summer = PlannedDates(date(2027, 7, 15), date(2027, 9, 15), quiet=frozenset({8}))
    assert all(day.month != 8 for day in drafts(1, HALF_DAY, summer))
    august = PlannedDates(date(2027, 8, 1), date(2027, 8, 31), quiet=frozenset({8}))
    assert len(drafts(1, HALF_DAY, august)) == 1


def test_where_no_day_is_left_there_are_fewer_drafts() -> None:
    assert drafts(3, HALF_DAY, PlannedDates(date(2027, 12, 24), date(2027, 12, 28))) == []
    assert len(drafts(9, HALF_DAY, PlannedDates(date(2027, 6, 7), date(2027, 6, 11)))) == 5
    assert drafts(1, HALF_DAY, PlannedDates(date(2027, 6, 7), date(2027, 6, 6))) == []


def test_months_without_a_session_are_quiet_once_enough_has_run() -> None:
    ran = [date(2026, month, day) for month in range(1, 13) if month != 8 for day in (5, 12, 19)]
    assert quiet_months(ran) == {8}
    assert quiet_months(ran[:5]) == frozenset()


def test_the_usual_days_hours_and_weekday_are_those_of_most_sessions() -> None:
    def session(on: date, *hours: time) -> list[Day]:
        return [Day(on, *hours)]

    afternoon = (time(13), time(15, 30))
    past = [
        session(date(2026, 10, 6), *afternoon),
        session(date(2026, 9, 3), *MORNING),
        session(date(2026, 6, 4), *MORNING),
    ]
    assert usual_pattern(past, UsualLength.FULL_DAY) == Pattern(((0, *MORNING),), THURSDAY)
    assert usual_pattern(past[:2], UsualLength.FULL_DAY) == Pattern(((0, *afternoon),), 1), "of the later, as usual"


@pytest.mark.parametrize("length", UsualLength)
def test_a_course_that_has_never_run_goes_by_its_usual_length(length: UsualLength) -> None:
    pattern = usual_pattern([], length)
    assert pattern.weekday is None
    assert len(pattern.days) == (2 if length is UsualLength.TWO_DAYS else 1)


def test_a_weekend_is_no_usual_weekday() -> None:
    assert usual_pattern([[Day(date(2026, 10, 10), *MORNING)]], UsualLength.HALF_DAY).weekday is None


shapes = some.sampled_from([(0,), (0, 1), (0, 7), (0, 1, 2)])
patterns = some.builds(
    lambda shape, weekday: Pattern(tuple((after, *MORNING) for after in shape), weekday),
    shapes,
    some.one_of(some.none(), some.integers(0, 4)),
)
days_of_the_year = some.integers(0, 365).map(lambda after: FIRST + timedelta(days=after))
wishes = some.lists(some.tuples(some.integers(0, 14), patterns, some.lists(days_of_the_year, max_size=3)), max_size=5)
closings = some.frozensets(days_of_the_year, max_size=20)


@settings(max_examples=60, deadline=None)
@given(wishes, closings, some.booleans())
def test_every_draft_keeps_every_rule(
    wished: list[tuple[int, Pattern, list[date]]], closed: frozenset[date], has_week: bool
) -> None:
    asked = [Wish(number, more, pattern, tuple(held)) for number, (more, pattern, held) in enumerate(wished)]
    dates = PlannedDates(FIRST, LAST, closed, (A_WEEK,) if has_week else ())
    found = draft_days(asked, dates)
    for wish in asked:
        days = [day.on for first in found[wish.course_id] for day in wish.pattern.from_day(first)]
        assert len(found[wish.course_id]) == wish.more, "a year has room for all of these"
        assert len(set(days)) == len(days), "never twice on a day"
        assert set(days).isdisjoint(wish.held), "nor on one that it has already"
        assert all(is_working_day(day, closed) and FIRST <= day <= LAST for day in days)
        assert not has_week or not A_WEEK.touches(days)
    assert found == draft_days(asked, dates), "the same again gives the same"
