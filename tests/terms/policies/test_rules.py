"""Notice and tariff, worked out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.core import clock
from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, Delivery, TrainingSession
from app.terms.models import Cause, NoticeUnit, Policy
from app.terms.policies.rules_deciding import Case, case_of, decide, is_exempt
from app.terms.policies.rules_notice import counts_as_late, free_until, notice_ends
from tests.builders import the_terms
from tests.conftest import NOW

WORKING, CALENDAR = NoticeUnit.WORKING_DAYS, NoticeUnit.CALENDAR_DAYS
ONE_SECOND = timedelta(seconds=1)


def session_of(*lengths: int, strand: Strand = Strand.CORE_TOPIC, week_id: int | None = None) -> TrainingSession:
    """A session with a day for each of these lengths in minutes, from half past nine."""
    session = TrainingSession(
        course=Course(title="Neglect", strand=strand), delivery=Delivery.VENUE, learning_week_id=week_id
    )
    first = datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
    ends = [first + timedelta(days=number, minutes=length) for number, length in enumerate(lengths)]
    session.plan_days([Day(end.date(), time(9, 30), end.time()) for end in ends])
    return session


def charge_pence(policy: Policy | None, session: TrainingSession) -> int:
    """What not coming to the whole of it costs."""
    return decide(policy, case_of(session, Cause.NO_SHOW)).pence


# In each line: the start on a London wall clock, the notice, and the last instant of it in UTC, counted by hand.
DEADLINES = [
    # Easter 2027: Good Friday 26 March, Easter Monday 29 March; the clocks go forward on Sunday 28 March.
    ("2027-03-31 09:30", 5, WORKING, "2027-03-22 09:30"),
    ("2027-03-31 09:30", 2, WORKING, "2027-03-25 09:30"),
    ("2027-03-31 09:30", 1, WORKING, "2027-03-30 08:30"),
    # Christmas 2026: Friday 25 December, Monday 28 in place of Saturday 26, Friday 1 January.
    ("2027-01-04 10:00", 5, WORKING, "2026-12-23 10:00"),
    ("2027-01-04 10:00", 1, WORKING, "2026-12-31 10:00"),
    ("2026-12-29 10:00", 1, WORKING, "2026-12-24 10:00"),
    # Plain weeks, and starts at a weekend or on a bank holiday.
    ("2026-12-03 13:00", 2, WORKING, "2026-12-01 13:00"),
    ("2026-12-21 09:30", 2, WORKING, "2026-12-17 09:30"),
    ("2026-12-21 09:30", 10, WORKING, "2026-12-07 09:30"),
    ("2026-11-28 09:30", 2, WORKING, "2026-11-26 09:30"),  # a Saturday
    ("2026-11-29 09:30", 2, WORKING, "2026-11-26 09:30"),  # a Sunday
    ("2027-05-03 09:30", 1, WORKING, "2027-04-30 08:30"),  # the early May bank holiday itself
    ("2026-09-01 09:30", 1, WORKING, "2026-08-28 08:30"),  # the day after the August bank holiday
    # The clocks go back on Sunday 31 October 2027.
    ("2027-11-02 09:30", 2, WORKING, "2027-10-29 08:30"),
    ("2027-11-02 09:30", 1, WORKING, "2027-11-01 09:30"),
    ("2026-12-03 13:00", 0, WORKING, "2026-12-03 13:00"),
    # Calendar days count weekends and holidays, and keep the wall clock's time: 47 hours, 49 hours.
    ("2026-12-03 13:00", 7, CALENDAR, "2026-11-26 13:00"),
    ("2027-01-04 10:00", 14, CALENDAR, "2026-12-21 10:00"),
    ("2027-03-29 09:30", 2, CALENDAR, "2027-03-27 09:30"),
    ("2027-11-01 09:30", 2, CALENDAR, "2027-10-30 08:30"),
    ("2026-12-03 13:00", 0, CALENDAR, "2026-12-03 13:00"),
]


@pytest.mark.parametrize(("start", "notice", "unit", "deadline"), DEADLINES)
def test_notice_ends_at_the_same_time_of_day_so_many_days_before(
    start: str, notice: int, unit: NoticeUnit, deadline: str
) -> None:
    wall_clock = datetime.fromisoformat(start).replace(tzinfo=clock.LONDON)
    expected = datetime.fromisoformat(deadline).replace(tzinfo=UTC)
    assert notice_ends(wall_clock.astimezone(UTC), notice, unit) == expected


def test_the_one_off_holidays_of_the_past_count_too() -> None:
    """Monday 19 September 2022, the Queen's funeral: one working day before Tuesday 20 is Friday 16."""
    assert notice_ends(datetime(2022, 9, 20, 8, 30, tzinfo=UTC), 1, WORKING) == datetime(2022, 9, 16, 8, 30, tzinfo=UTC)


def test_a_cancellation_at_the_very_end_of_the_notice_is_in_time_and_a_second_later_late() -> None:
    start = datetime(2026, 12, 21, 9, 30, tzinfo=UTC)
    deadline = datetime(2026, 12, 17, 9, 30, tzinfo=UTC)
    assert not counts_as_late(the_terms(), start, deadline)
    assert counts_as_late(the_terms(), start, deadline + ONE_SECOND)


def test_late_in_the_figures_goes_by_the_attendance_notice_and_not_by_the_charging_notice() -> None:
    start = datetime(2026, 12, 21, 9, 30, tzinfo=UTC)
    ten_days = the_terms(notice=10)
    assert not counts_as_late(ten_days, start, datetime(2026, 12, 17, 9, 30, tzinfo=UTC))
    assert free_until(ten_days, start) == datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
    strict = the_terms(attendance_notice_working_days=5)
    assert counts_as_late(strict, start, datetime(2026, 12, 14, 9, 30, tzinfo=UTC) + ONE_SECOND)


def test_without_terms_two_working_days_make_a_cancellation_late() -> None:
    start = datetime(2026, 12, 21, 9, 30, tzinfo=UTC)
    assert not counts_as_late(None, start, datetime(2026, 12, 17, 9, 30, tzinfo=UTC))
    assert counts_as_late(None, start, datetime(2026, 12, 17, 9, 30, 1, tzinfo=UTC))


def test_where_nothing_is_charged_cancelling_is_free_until_the_start() -> None:
    start = datetime(2026, 12, 21, 9, 30, tzinfo=UTC)
    assert free_until(None, start) == start
    assert free_until(the_terms(half_day_pence=0, day_pence=0), start) == start


@pytest.mark.parametrize(
    ("lengths", "pence"),
    [
        ((60,), 2500),
        ((239,), 2500),
        ((240,), 2500),  # up to four hours is half a day
        ((241,), 5000),
        ((420,), 5000),
        ((420, 420), 10000),
        ((240, 420), 7500),
        ((150, 150), 5000),
    ],
)
def test_each_day_is_charged_by_its_length(lengths: tuple[int, ...], pence: int) -> None:
    assert charge_pence(the_terms(), session_of(*lengths)) == pence


def test_lunchtime_and_learning_week_are_exempt_under_the_usual_terms() -> None:
    assert charge_pence(the_terms(), session_of(60, strand=Strand.LUNCHTIME)) == 0
    assert charge_pence(the_terms(), session_of(420, week_id=1)) == 0
    assert is_exempt(the_terms(), Strand.LUNCHTIME, is_in_learning_week=False)
    assert not is_exempt(the_terms(), Strand.CONFERENCE, is_in_learning_week=False)


def test_the_office_can_charge_for_them_and_exempt_others() -> None:
    terms = the_terms(exempt_strands=["conference"], exempts_learning_week=False)
    assert charge_pence(terms, session_of(60, strand=Strand.LUNCHTIME)) == 2500
    assert charge_pence(terms, session_of(420, week_id=1)) == 5000
    assert charge_pence(terms, session_of(420, strand=Strand.CONFERENCE)) == 0


def test_without_terms_nothing_is_charged() -> None:
    assert charge_pence(None, session_of(420)) == 0


def test_terms_that_charge_nothing_say_so() -> None:
    assert the_terms(half_day_pence=0, day_pence=0).charges_nothing
    assert not the_terms(half_day_pence=0).charges_nothing


def test_a_day_is_planned_in_wall_clock_time_on_both_sides_of_a_clock_change() -> None:
    starts = [notice_ends(clock.from_london(date(2027, 3, day), time(9, 30)), 0, WORKING) for day in (26, 29)]
    assert [(start.hour, start.minute) for start in starts] == [(9, 30), (8, 30)]


def test_notice_never_ends_after_the_start() -> None:
    start = datetime(2026, 12, 21, 9, 30, tzinfo=UTC)
    assert notice_ends(start, 0, WORKING, boundary=time(17)) == start
    assert notice_ends(start, 1, WORKING, boundary=time(17)).day == 18


def test_where_cancelling_costs_nothing_it_is_free_until_the_start() -> None:
    start = datetime(2026, 12, 21, 9, 30, tzinfo=UTC)
    assert free_until(the_terms(late_cancellation_percent=0), start) == start
    half_way = the_terms(notice=10, full_notice=2, partial_percent=0)
    assert free_until(half_way, start) == datetime(2026, 12, 17, 9, 30, tzinfo=UTC)


def test_terms_whose_shares_are_all_nothing_charge_nothing() -> None:
    nothing = {"no_show_percent": 0, "late_cancellation_percent": 0, "late_refused_percent": 0, "left_early_percent": 0}
    assert the_terms(**nothing).charges_nothing
    assert not the_terms(**(nothing | {"left_early_percent": 1})).charges_nothing
    assert not the_terms(**nothing, private_fee_pence=1).charges_nothing


def test_the_rule_names_what_is_exempt() -> None:
    """A lunchtime session of a Learning Week, where lunchtime is exempt and the week isn't."""
    terms = the_terms(exempts_learning_week=False)
    case = Case(Cause.NO_SHOW, NOW, (60,), strand=Strand.LUNCHTIME, is_in_learning_week=True)
    assert decide(terms, case).rule == "Nothing is ever charged for lunchtime sessions (Booking terms)."
    week = replace(case, strand=Strand.CORE_TOPIC)
    assert decide(the_terms(), week).rule == "Nothing is ever charged for the Learning Week (Booking terms)."
