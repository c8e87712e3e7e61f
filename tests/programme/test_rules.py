"""The programme year, and the words of a course and a session."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, Delivery, SessionState, TrainingSession
from app.programme.periods import programme_year, year_dates
from app.programme.refusals import DaysUnclear, NotADraft
from tests.conftest import NOW
from tests.words import EACH_DAY_MUST_END_AFTER_IT_STARTS, TWO_DAYS_HAVE_THE_SAME_DATE


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2024, 3, 31), "2023-24"),
        (date(2024, 4, 1), "2024-25"),
        (date(2024, 12, 31), "2024-25"),
        (date(2025, 1, 1), "2024-25"),
        (date(2025, 3, 31), "2024-25"),
        (date(1999, 4, 1), "1999-00"),
        (date(2000, 3, 31), "1999-00"),
        (date(2000, 4, 1), "2000-01"),
        (date(2024, 2, 29), "2023-24"),
    ],
)
def test_a_programme_year_runs_from_the_first_of_april(day: date, year: str) -> None:
    assert programme_year(day) == year


def test_a_year_is_read_as_its_first_and_last_day() -> None:
    assert year_dates("2013-14") == (date(2013, 4, 1), date(2014, 3, 31))
    assert year_dates("1999-00") == (date(1999, 4, 1), date(2000, 3, 31))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "2024",
        "2024-26",
        "2024-24",
        "24-25",
        "2024-2025",
        "2024/25",
        " 2024-25",
        "2024-25\n",
        "２０２４-25",
        "0000-01",
    ],
)
def test_what_is_no_programme_year_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="is not a programme year such as 2024-25"):
        year_dates(words)


@given(st.dates(min_value=date(1900, 4, 1), max_value=date(2199, 3, 31)))
@settings(deadline=None, derandomize=True, max_examples=100)
def test_every_day_lies_in_its_own_year_and_in_no_other(day: date) -> None:
    first, last = year_dates(programme_year(day))
    assert first <= day <= last
    assert programme_year(first - timedelta(days=1)) != programme_year(day) != programme_year(last + timedelta(days=1))


def a_plan(*days: Day) -> TrainingSession:
    session = TrainingSession(course=Course(title="Neglect", strand=Strand.CORE_TOPIC), delivery=Delivery.VENUE)
    session.plan_days(list(days))
    return session


MORNING = (time(9, 30), time(13, 30))


def test_days_are_put_in_order_and_the_session_starts_with_the_first_and_ends_with_the_last() -> None:
    session = a_plan(Day(date(2026, 12, 10), *MORNING), Day(date(2026, 12, 3), time(10), time(16)))
    assert [day.on for day in session.days] == [date(2026, 12, 3), date(2026, 12, 10)]
    assert session.starts_at == datetime(2026, 12, 3, 10, 0, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 12, 10, 13, 30, tzinfo=UTC)
    assert session.minutes_per_day == [360, 240]


def test_a_clock_change_between_two_days_moves_neither() -> None:
    """The clocks go forward on 28 March 2027."""
    session = a_plan(Day(date(2027, 3, 25), *MORNING), Day(date(2027, 4, 1), *MORNING))
    assert [day.starts_at for day in session.days] == [
        datetime(2027, 3, 25, 9, 30, tzinfo=UTC),
        datetime(2027, 4, 1, 8, 30, tzinfo=UTC),
    ]
    assert session.minutes_per_day == [240, 240]


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        ([], "Enter at least one day."),
        ([Day(date(2026, 12, 3), time(13), time(9))], EACH_DAY_MUST_END_AFTER_IT_STARTS),
        ([Day(date(2026, 12, 3), time(13), time(13))], EACH_DAY_MUST_END_AFTER_IT_STARTS),
        ([Day(date(2026, 12, 3), *MORNING)] * 2, TWO_DAYS_HAVE_THE_SAME_DATE),
    ],
)
def test_days_that_make_no_sense_are_refused(days: list[Day], complaint: str) -> None:
    with pytest.raises(DaysUnclear) as refused:
        a_plan(*days)
    assert refused.value.message == complaint


def test_a_session_is_published_once() -> None:
    session = a_plan(Day(date(2026, 12, 3), *MORNING))
    session.state = SessionState.DRAFT
    session.publish(NOW)
    assert session.is_published
    with pytest.raises(NotADraft):
        session.publish(NOW)


@pytest.mark.parametrize(
    ("state", "strand", "is_open", "takes"),
    [
        (SessionState.PUBLISHED, Strand.CORE_TOPIC, False, True),
        (SessionState.PUBLISHED, Strand.LUNCHTIME, False, True),
        (SessionState.PUBLISHED, Strand.LUNCHTIME, True, False),
        (SessionState.PUBLISHED, Strand.E_LEARNING, False, False),
        (SessionState.DRAFT, Strand.CORE_TOPIC, False, False),
        (SessionState.CANCELLED, Strand.CORE_TOPIC, False, False),
    ],
)
def test_published_sessions_take_bookings_unless_open_or_e_learning(
    state: SessionState, strand: Strand, is_open: bool, takes: bool
) -> None:
    session = TrainingSession(course=Course(title="Neglect", strand=strand), state=state, is_open=is_open)
    assert session.takes_bookings is takes


@pytest.mark.parametrize(
    ("delivery", "words"),
    [(Delivery.VIRTUAL, "Online"), (Delivery.VENUE, "Town Hall"), (Delivery.HYBRID, "Town Hall and online")],
)
def test_where_a_session_is(delivery: Delivery, words: str) -> None:
    assert TrainingSession(delivery=delivery, venue="Town Hall").where == words


def test_aims_are_a_list_whatever_bullets_were_typed() -> None:
    assert Course(aims="- see it\n\n • say it \n* do it\n").aims_as_list == ["see it", "say it", "do it"]
