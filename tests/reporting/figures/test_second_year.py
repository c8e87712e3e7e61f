"""A second, made-up year against SQL of its own: a quarter, a merge, a course renamed, a session without bookings, and
the 29th of February."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.programme.courses import services as courses
from app.programme.courses.services import CourseDetails
from app.reporting.figures.forms import requested_report
from app.reporting.figures.queries import report_on
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Naming
from app.reporting.figures.rules_comparison import Comparison
from tests.builders import a_booking, a_closed_register, a_course, a_manager, a_session, a_user, an_agency
from tests.data.everything import bookings_of_many

pytestmark = pytest.mark.usefixtures("two_years")


@pytest.fixture
def two_years(app: Flask) -> None:
    """2022-23 and 2023-24. Neglect becomes Complex Neglect in October 2023; Old Trust merged into New Trust."""
    neglect, trio, old, new = a_course("Neglect"), a_course("Trio"), an_agency("Old Trust"), an_agency("New Trust")
    for course, on, agency, outcomes in (
        (neglect, date(2022, 5, 3), old, "aaaan"),
        (trio, date(2023, 2, 28), new, "aan"),
        (neglect, date(2023, 5, 2), old, "aaaaal"),
        (neglect, date(2023, 6, 30), new, "aaan"),
        (trio, date(2023, 7, 1), old, "aaae"),
        (neglect, date(2023, 11, 7), new, "aaaaann"),
        (trio, date(2024, 2, 29), new, "aaax"),
        (trio, date(2024, 3, 31), old, "an"),
        (trio, date(2024, 4, 1), old, "aaaaa"),
    ):
        session = a_session(course, on=on, places=10)
        bookings_of_many(session, agency, [OUTCOMES[each] for each in outcomes])
        if on.month != 11:
            a_closed_register(session)
    a_session(trio, on=date(2023, 12, 5), places=12)
    late = a_booking(session, a_user(agency=old), Outcome.LATE_CANCELLED, state=BookingState.CANCELLED)
    a_booking(session, a_user(agency=old), Outcome.ATTENDED, refills_id=late.id)
    details = CourseDetails("Complex Neglect", neglect.strand, neglect.usual_length)
    courses.edit_course(neglect, replace(details), by=a_manager(), at=datetime(2023, 10, 1, tzinfo=UTC))
    old.merged_into_id = new.id
    db.session.commit()


OUTCOMES = {
    "a": Outcome.ATTENDED,
    "n": Outcome.NO_SHOW,
    "l": Outcome.LEFT_EARLY,
    "e": Outcome.EXCUSED,
    "x": Outcome.LATE_REFUSED,
}

BY_ITSELF = """
SELECT {name}, SUM(CASE WHEN b.id IS NULL THEN 0 WHEN b.state = 'booked' THEN 1 ELSE 0 END) AS allocated,
       SUM(CASE WHEN b.state = 'booked' AND r.id IS NOT NULL THEN 1 ELSE 0 END) AS registered,
       SUM(CASE WHEN b.outcome = 'attended' AND r.id IS NOT NULL THEN 1 ELSE 0 END) AS came,
       COUNT(DISTINCT s.id) AS sessions
FROM training_session s
JOIN course c ON c.id = s.course_id
JOIN session_day d ON d.session_id = s.id
LEFT JOIN booking b ON b.session_id = s.id
LEFT JOIN agency a ON a.id = b.agency_id
LEFT JOIN agency m ON m.id = a.merged_into_id
LEFT JOIN register r ON r.session_id = s.id
WHERE d."on" >= '{since}' AND d."on" <= '{until}' {more}
GROUP BY 1 ORDER BY 1
"""
"""Written by hand from domain.md's definitions; nothing of the application is in it."""


def by_itself(name: str, since: date, until: date, more: str = "") -> list[tuple[Any, ...]]:
    rows = db.session.execute(text(BY_ITSELF.format(name=name, since=since, until=until, more=more)))
    return [tuple(row) for row in rows]


def by_the_report(scope: ReportScope, by: By) -> list[tuple[Any, ...]]:
    rows = [(row.label, row.figures) for row in report_on(scope, by).rows]
    return sorted(
        (name, each.places_allocated, each.places_registered, each.attended_registered, each.sessions)
        for name, each in rows
    )


THEN_CALLED = "CASE WHEN c.title = 'Complex Neglect' AND d.\"on\" < '2023-10-01' THEN 'Neglect' ELSE c.title END"


@pytest.mark.parametrize(("year", "first"), [("2022-23", 2022), ("2023-24", 2023)])
def test_each_year_is_what_independent_sql_says_under_either_naming(year: str, first: int) -> None:
    since, until = date(first, 4, 1), date(first + 1, 3, 31)
    then = ReportScope(since, until, clock.now())
    today = replace(then, naming=Naming.OF_TODAY)
    assert by_the_report(today, By.COURSE) == by_itself("c.title", since, until)
    assert by_the_report(then, By.COURSE) == by_itself(THEN_CALLED, since, until)
    with_bookings = "AND b.id IS NOT NULL"
    assert by_the_report(then, By.AGENCY) == by_itself("a.name", since, until, with_bookings)
    assert by_the_report(today, By.AGENCY) == by_itself("COALESCE(m.name, a.name)", since, until, with_bookings)


def test_quarters_add_up_to_the_year_and_the_29th_of_february_is_in_the_last() -> None:
    year = requested_report({"year": "2023-24"}, clock.today()).scope(clock.now())
    allocated = []
    for number in (1, 2, 3, 4):
        scope = requested_report({"year": "2023-24", "quarter": str(number)}, clock.today()).scope(clock.now())
        assert by_the_report(scope, By.COURSE) == by_itself(THEN_CALLED, scope.since, scope.until)
        allocated.append(report_on(scope, By.COURSE).total.places_allocated)
    assert allocated == [10, 4, 7, 6]
    assert sum(allocated) == report_on(year, By.COURSE).total.places_allocated
    on_the_29th = ReportScope(date(2024, 2, 29), date(2024, 2, 29), clock.now())
    assert by_the_report(on_the_29th, By.COURSE) == [("Trio", 4, 4, 3, 1)]


def test_the_year_before_stands_beside_it_as_the_sql_of_both_says() -> None:
    asked = requested_report({"year": "2023-24", "beside": "last-year"}, clock.today())
    now = report_on(asked.scope(clock.now()), By.COURSE)
    before = report_on(asked.scope_before(clock.now(), clock.today()), By.COURSE)
    beside = Comparison(now, before, "2022-23")
    sql_now = {row[0]: row for row in by_itself("c.title", date(2023, 4, 1), date(2024, 3, 31))}
    sql_before = {row[0]: row for row in by_itself("c.title", date(2022, 4, 1), date(2023, 3, 31))}
    for row in now.rows:
        percents = [round(100 * sql[row.label][3] / sql[row.label][2]) for sql in (sql_now, sql_before)]
        assert beside.attendance_change(row) == percents[0] - percents[1]
    assert [row.label for row in now.rows] == ["Complex Neglect", "Trio"], "a renamed course meets itself again"


def test_up_to_the_29th_of_february_is_compared_with_up_to_the_28th() -> None:
    asked = requested_report({"from": "2023-04-01", "to": "2024-02-29", "beside": "last-year"}, clock.today())
    before = asked.scope_before(clock.now(), clock.today())
    assert (before.since, before.until) == (date(2022, 4, 1), date(2023, 2, 28))
    assert by_the_report(before, By.COURSE) == by_itself("c.title", before.since, before.until)


def test_a_session_without_bookings_counts_its_places_and_nothing_else() -> None:
    figures = report_on(ReportScope(date(2023, 12, 1), date(2023, 12, 31), clock.now()), By.COURSE).total
    assert (figures.sessions, figures.places_offered, figures.places_allocated) == (1, 12, 0)
    assert (figures.uptake_percent, figures.attendance_percent, figures.registers_outstanding) == (0, None, 1)
