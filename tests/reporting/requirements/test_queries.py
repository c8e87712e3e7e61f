"""What the years, the lists and the evaluations say of each course, counted in the database."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.booking.eligibility.models import AcceptedEvidence
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.programme.models import Strand
from app.reporting.requirements import queries
from app.reporting.requirements.rules import CourseYear, ForecastBasis, RefreshersDue
from tests.builders import (
    a_booking,
    a_comment,
    a_course,
    a_manager,
    a_past_session,
    a_session,
    a_subscription,
    a_theme,
    a_user,
    queries_counted,
)
from tests.conftest import NOW
from tests.data.everything import saved
from tests.reporting.requirements.years import next_year, plan_of, ran
from tests.words import WHAT_ELSE_DO_YOU_NEED


def test_next_year_is_planned_from_the_years_that_are_over(app: Flask) -> None:
    """It is November 2026: 2027-28 lies two years after 2025-26."""
    course = a_course()
    for year in (2023, 2024, 2025, 2026):
        ran(course, year)
    asked = next_year()
    assert (asked.year, asked.counted_until, asked.ahead) == ("2027-28", "2025-26", 2)
    assert asked.choices == ("2026-27", "2025-26", "2024-25", "2023-24")
    assert next_year("2026-27").ahead == 1
    assert next_year("2031-32").counted_until == "2025-26"


def test_a_year_says_what_was_offered_taken_waited_for_and_attended(app: Flask) -> None:
    course = a_course()
    session = ran(course, 2025, attended=2, in_vain=3, places=5)
    a_booking(session, outcome=Outcome.NO_SHOW)
    a_booking(session, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN)
    ran(course, 2025, is_open=True, on=date(2025, 9, 3)).course  # noqa: B018
    plan = plan_of(course)
    said = {"offered": 5, "taken": 3, "walk_ins": 1, "in_vain": 3, "attended_registered": 2, "places_registered": 3}
    assert plan.years == (CourseYear(2025, sessions=2, **said),)
    assert plan.years[0].demand == 7
    assert (plan.prediction.forecast.basis, plan.prediction.people) == (ForecastBasis.ONE_YEAR, 7)


def test_who_waited_and_then_walked_in_wanted_one_place(app: Flask) -> None:
    course = a_course()
    session = ran(course, 2025, attended=1)
    waited = {"waiting_since": session.starts_at, "booked_at": None}
    a_booking(session, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN, **waited)
    assert plan_of(course).years[0].demand == 2


def test_a_rising_course_is_predicted_along_its_line(app: Flask) -> None:
    """2, 4, 6 in three years; two years on, half a step of two for each."""
    course = a_course()
    for year, attended in ((2023, 2), (2024, 4), (2025, 6)):
        ran(course, year, attended=attended, places=5)
    plan = plan_of(course)
    assert (plan.prediction.forecast.basis, plan.prediction.people) == (ForecastBasis.LINE, 8)
    assert (plan.size, plan.suggested, plan.prediction.forecast.last_year_again) == (5, 2, 6)


def test_the_present_year_counts_as_it_stands_where_that_is_chosen(app: Flask) -> None:
    """With the bookings on sessions to come."""
    course = a_course()
    ran(course, 2025, attended=1)
    coming = ran(course, 2026, on=date(2027, 2, 4))
    a_booking(coming)
    a_booking(coming)
    assert [year.demand for year in plan_of(course, "2026-27").years] == [2, 1]
    assert [year.demand for year in plan_of(course).years] == [1]


@pytest.mark.parametrize("strand", [Strand.BESPOKE, Strand.E_LEARNING])
def test_what_has_no_dates_of_ours_and_what_is_retired_is_not_planned(app: Flask, strand: Strand) -> None:
    planned = a_course("Planned")
    ran(a_course(strand=strand), 2025)
    ran(a_course(is_retired=True), 2025)
    plan = queries.year_plan(next_year(), at=NOW)
    assert [each.course.title for each in plan.courses] == [planned.title]


def test_who_waits_and_asked_for_dates_counts_once(app: Flask) -> None:
    course, both, asked = a_course(), a_user(), a_user()
    coming = a_session(course)
    a_booking(coming, both, state=BookingState.WAITING, waiting_since=NOW)
    a_booking(coming, state=BookingState.OFFERED, offered_until=NOW + timedelta(days=1), waiting_since=NOW)
    a_booking(a_past_session(course), state=BookingState.WAITING, waiting_since=NOW)
    for email in (both.email, asked.email):
        a_subscription(course.topic, email)
    a_subscription(course.topic, "list@example.org", is_list=True)
    a_subscription(course.topic, "gone@example.org", ended_at=NOW)
    a_subscription(course.topic, "unconfirmed@example.org", confirmed_at=None)
    known = plan_of(course).prediction.known
    assert (known.waiting, known.asked, known.people) == (2, 2, 3)


def test_a_refresher_is_due_in_the_year_in_which_its_attendance_runs_out(app: Flask) -> None:
    """Of a course refreshed after two years: attended in 2025-26, it is due in 2027-28, unless attended since."""
    course = a_course(refresh_years=2)
    first_day, last_day = a_session(course, on=date(2025, 4, 1)), a_session(course, on=date(2026, 3, 31))
    too_early, since = a_session(course, on=date(2025, 3, 31)), a_session(course, on=date(2026, 9, 1))
    again = a_user()
    for session in (first_day, last_day, too_early, since):
        a_booking(session, outcome=Outcome.ATTENDED)
    a_booking(first_day, again, Outcome.ATTENDED)
    a_booking(since, again, Outcome.ATTENDED)
    a_booking(last_day, outcome=Outcome.NO_SHOW)
    a_booking(first_day, a_user(erased_at=NOW), Outcome.ATTENDED)
    evidence = {"words": "A certificate.", "accepted_by_id": a_manager().id}
    at = clock.from_london(date(2025, 8, 1), NOW.time().replace(tzinfo=None))
    saved(AcceptedEvidence(user_id=a_user().id, course_id=course.id, accepted_at=at, **evidence))
    assert plan_of(course).prediction.known.refreshers.due == 3


def test_refreshers_come_back_as_they_came_back_before(app: Flask) -> None:
    """Of twelve who were due in 2025-26 three came in it, so one of four that are due in 2027-28 is expected."""
    course = a_course(refresh_years=2)
    before, lately = a_session(course, on=date(2023, 6, 1)), a_session(course, on=date(2025, 6, 4))
    for number in range(12):
        person = a_user()
        a_booking(before, person, Outcome.ATTENDED)
        if number < 3:
            a_booking(lately, person, Outcome.ATTENDED)
    a_booking(lately, outcome=Outcome.ATTENDED)
    refreshers = plan_of(course).prediction.known.refreshers
    assert refreshers == RefreshersDue(due=4, were_due=12, came_back=3)
    assert refreshers.expected == 1


def test_needs_stand_beside_the_course_whose_title_names_them_and_the_others_apart(app: Flask) -> None:
    neglect = a_course("Complex Neglect")
    session = a_past_session(neglect)
    for theme in ("Neglect", "Working with fathers"):
        a_comment("More of it.", on=session, question=WHAT_ELSE_DO_YOU_NEED, themes=[a_theme(theme)])
    plan = queries.year_plan(next_year(), at=NOW)
    (course,) = plan.courses
    assert [(need.theme, need.people) for need in course.needs] == [("Neglect", 1)]
    assert [need.theme for need in plan.other_needs] == ["Working with fathers"]


def test_a_priority_that_nobody_asks_for_is_suggested_once(app: Flask) -> None:
    plan = plan_of(a_course(answers_to=["case review"]))
    assert (plan.prediction.people, plan.suggested, plan.size) == (0, 1, 20)


def test_sessions_in_the_programme_count_as_planned_but_cancelled_ones(app: Flask) -> None:
    course = a_course()
    a_session(course, on=date(2027, 6, 3))
    a_session(course, on=date(2027, 9, 2), state="draft")
    a_session(course, on=date(2027, 10, 7), state="cancelled")
    a_session(course, on=date(2028, 4, 6))
    assert plan_of(course).planned == 2


def test_the_plan_of_many_courses_asks_no_more_than_that_of_one(app: Flask) -> None:
    def asked() -> int:
        with queries_counted() as statements:
            queries.year_plan(next_year(), at=NOW)
        return len(statements)

    ran(a_course(), 2025, attended=1, in_vain=1)
    of_one = asked()
    for _ in range(4):
        ran(a_course(refresh_years=3), 2025, attended=1, in_vain=1)
    assert asked() <= of_one
