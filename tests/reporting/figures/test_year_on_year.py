"""Two years side by side, against sums of one's own in SQL."""

from datetime import date

import pytest
from sqlalchemy import text

from app.accounts.models import Sector
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.programme.models_sessions import SessionState
from app.reporting.figures.queries import report_on
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Figures, Naming, Report
from app.reporting.figures.rules_comparison import Comparison, a_year_before, in_points, points
from app.reporting.figures.rules_other_areas import other_ways
from app.web.formatting import share
from tests.builders import a_booking, a_closed_register, a_course, a_session, a_user, an_agency
from tests.page import Visitor
from tests.reporting.cases import cells

THIS, LAST = (date(2024, 4, 1), date(2025, 3, 31)), (date(2023, 4, 1), date(2024, 3, 31))

A, N, L, C, W = Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.LATE_CANCELLED, Outcome.CANCELLED, Outcome.WALK_IN
STATES = {L: BookingState.CANCELLED, C: BookingState.CANCELLED, W: BookingState.WALKED_IN}


@pytest.fixture
def two_years(app: object) -> None:
    """A made-up year, and the one before: a merge between them, a course renamed in the middle, sessions without a
    booking, one on 29 February, one cancelled, one whose register is open."""
    old, new = an_agency("Old Trust", Sector.HEALTH), an_agency("New Trust", Sector.HEALTH)
    school = an_agency("Hill School", Sector.EDUCATION)
    neglect, trio = a_course("Neglect"), a_course("Toxic Trio")
    for course, on, agency, outcomes, is_closed in (
        (neglect, date(2023, 4, 1), old, [A, A, N, C], True),
        (neglect, date(2024, 2, 29), old, [A, N, L], True),
        (trio, date(2023, 10, 3), school, [A, A, W], True),
        (trio, date(2024, 3, 31), school, [], True),
        (neglect, date(2024, 4, 1), new, [A, A, A, N], True),
        (neglect, date(2024, 12, 2), school, [A, A, W, W], True),
        (trio, date(2025, 2, 28), new, [A, None], False),
        (trio, date(2025, 3, 31), new, [], True),
    ):
        session = a_session(course, on=on, places=5)
        for outcome in outcomes:
            a_booking(session, a_user(agency=agency), outcome, state=STATES.get(outcome, BookingState.BOOKED))
        if is_closed:
            a_closed_register(session)
    a_session(trio, on=date(2024, 6, 6), places=9, state=SessionState.CANCELLED)
    old.merged_into_id = new.id
    trio.title = "Trio of Vulnerabilities"
    db.session.commit()


def told(by: By, since: date, until: date, naming: Naming = Naming.OF_THE_TIME) -> Report:
    return report_on(ReportScope(since, until, clock.now(), None, naming), by)


OF_ONES_OWN = """
    SELECT c.title AS name, s.places AS places, r.id AS register, b.outcome AS outcome, b.state AS state
    FROM training_session s JOIN course c ON c.id = s.course_id
    LEFT JOIN register r ON r.session_id = s.id LEFT JOIN booking b ON b.session_id = s.id
    JOIN session_day d ON d.session_id = s.id
    WHERE s.state = 'published' AND d."on" BETWEEN :since AND :until AND (:title = '' OR c.title = :title)
"""

SUMS = f"""
    SELECT COUNT(CASE WHEN outcome IN ('attended', 'no-show', 'late-cancelled')
                        OR (state = 'booked' AND outcome IS NULL) THEN 1 END),
           COUNT(CASE WHEN outcome = 'attended' AND register IS NOT NULL THEN 1 END),
           COUNT(CASE WHEN outcome IN ('attended', 'no-show', 'late-cancelled') AND register IS NOT NULL THEN 1 END)
    FROM ({OF_ONES_OWN}) AS each_booking
"""

PLACES = """
    SELECT COALESCE(SUM(s.places), 0) FROM training_session s JOIN course c ON c.id = s.course_id
    JOIN session_day d ON d.session_id = s.id
    WHERE s.state = 'published' AND d."on" BETWEEN :since AND :until AND (:title = '' OR c.title = :title)
"""


def by_hand(since: date, until: date, title: str = "") -> tuple[int | None, int | None]:
    """Uptake and attendance in percent, of one course or of all."""
    asked = {"since": f"{since}", "until": f"{until}", "title": title}
    if db.engine.dialect.name == "postgresql":
        asked |= {"since": since, "until": until}  # type: ignore[dict-item]
    allocated, attended, registered = db.session.execute(text(SUMS), asked).one()
    return share(allocated, db.session.execute(text(PLACES), asked).scalar_one()), share(attended, registered)


@pytest.mark.usefixtures("two_years")
@pytest.mark.parametrize(
    ("since", "until"), [THIS, (date(2024, 4, 1), date(2024, 6, 30)), (date(2025, 1, 1), date(2025, 3, 31))]
)
def test_each_change_in_points_is_that_of_ones_own_sums(since: date, until: date) -> None:
    before = (a_year_before(since), a_year_before(until))
    beside = Comparison(told(By.COURSE, since, until), told(By.COURSE, *before), "2023-24")
    for row in (*beside.now.rows, *beside.rows_no_longer_there, beside.now.total_row):
        title = row.name if row.key else ""
        (uptake, attendance), (uptake_then, attendance_then) = by_hand(since, until, title), by_hand(*before, title)
        assert (row.figures.uptake_percent, row.figures.attendance_percent) == (uptake, attendance)
        then = beside.figures_before(row)
        assert (then.uptake_percent, then.attendance_percent) == (uptake_then, attendance_then)
        assert beside.uptake_change(row) == points(uptake, uptake_then)
        assert beside.attendance_change(row) == points(attendance, attendance_then)


@pytest.mark.usefixtures("two_years")
def test_the_course_renamed_in_the_middle_is_one_row_in_both_years() -> None:
    for period in (THIS, LAST):
        assert [row.name for row in told(By.COURSE, *period).rows] == ["Neglect", "Trio of Vulnerabilities"]


@pytest.mark.usefixtures("two_years")
def test_the_merged_agency_is_compared_under_todays_name_and_stands_apart_under_that_of_the_time() -> None:
    then = Comparison(told(By.AGENCY, *THIS), told(By.AGENCY, *LAST), "2023-24")
    assert [row.name for row in then.rows_no_longer_there] == ["Old Trust"]
    today = [told(By.AGENCY, *period, Naming.OF_TODAY) for period in (THIS, LAST)]
    beside = Comparison(*today, "2023-24")
    assert beside.rows_no_longer_there == []
    row = next(row for row in beside.now.rows if row.name == "New Trust")
    assert (row.figures.attendance_percent, beside.figures_before(row).attendance_percent) == (75, 50)
    assert beside.attendance_change(row) == 25


@pytest.mark.usefixtures("two_years")
def test_the_29th_of_february_is_in_its_month_and_months_stand_beside_those_of_last_year() -> None:
    beside = Comparison(told(By.MONTH, *THIS), told(By.MONTH, *LAST), "2023-24")
    february = next(row for row in beside.now.rows if row.name == "2025-02")
    assert beside.figures_before(february).attended == 1
    assert beside.figures_before(february).sessions == 1
    assert [row.name for row in beside.before.rows] == ["2023-04", "2023-10", "2024-02", "2024-03"]
    assert a_year_before(date(2024, 2, 29)) == date(2023, 2, 28)


@pytest.mark.usefixtures("two_years")
def test_the_page_shows_two_finished_years_side_by_side(visitor: Visitor, manager: Visitor) -> None:
    page = manager.open_page("/reports?year=2024-25").press("Show", beside="last-year")
    head = cells(page.soup.select_one("table thead tr"))
    uptake, attendance = ([each, f"{each} 2023-24", "Change in points"] for each in ("Uptake", "Attendance"))
    assert head[5:] == [*uptake, *attendance]
    total = cells(page.soup.select_one("table tfoot tr"))
    (now_uptake, now), (then_uptake, then) = by_hand(*THIS), by_hand(*LAST)
    assert total[5:8] == [f"{now_uptake}%", f"{then_uptake}%", in_points(points(now_uptake, then_uptake))]
    assert total[8].startswith(f"{now}% ")
    assert total[9:] == [f"{then}%", in_points(points(now, then))]


def test_a_change_is_told_with_its_sign() -> None:
    assert [in_points(change) for change in (1, -3, 0, None)] == ["+1", "−3", "0", "–"]


def test_a_year_that_is_not_over_is_compared_with_the_same_days(manager: Visitor) -> None:
    """It is Monday 23 November 2026."""
    for on in (date(2025, 11, 23), date(2025, 11, 24)):
        a_closed_register(a_session(on=on))
    page = manager.open_page("/reports?beside=last-year")
    assert "1 April 2025 to 23 November 2025" in page.words
    assert page.soup.select_one("tbody tr") is not None


def test_the_published_quarter_of_another_area_is_told_by_both_definitions() -> None:
    """April to June 2016: capacity 393, 304 came, 35 of them unscheduled, 20 no-shows, 29 cancellations."""
    total = Figures(
        places_offered=393,
        places_allocated=289,
        places_registered=289,
        attended=269,
        attended_registered=269,
        walk_ins=35,
        no_shows=20,
        cancellations=29,
    )
    assert [(way.part, way.whole, way.percent) for way in other_ways(total)] == [
        (289, 393, 74),
        (304, 393, 77),
        (269, 289, 93),
        (304, 318, 96),
        (269, 289, 93),
    ]
