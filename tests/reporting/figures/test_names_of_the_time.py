"""A course or an agency that was renamed counts under the name of the time, or of today."""

from dataclasses import replace
from datetime import UTC, date, datetime

from flask import Flask

from app.accounts.models import AgencyGroup, Sector
from app.accounts.models_former import FormerName
from app.accounts.people import services as people
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.programme.courses import services as courses
from app.programme.courses.services import CourseDetails
from app.programme.models_former import FormerTitle
from app.reporting.beneath.queries import bookings_beneath
from app.reporting.figures.queries import report_on, sessions_beneath
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Naming, RowAsked
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_session,
    a_user,
    an_agency,
    queries_counted,
)
from tests.page import Visitor

YEAR = (date(2026, 4, 1), date(2027, 3, 31))


def scope(naming: Naming = Naming.OF_THE_TIME) -> ReportScope:
    return ReportScope(*YEAR, clock.now(), naming=naming)


def rows(by: By, naming: Naming = Naming.OF_THE_TIME) -> list[tuple[str, int]]:
    return [(row.label, row.figures.attended) for row in report_on(scope(naming), by).rows]


def at_midnight(month: int) -> datetime:
    return datetime(2026, month, 1, tzinfo=UTC)


def a_year_of_renaming() -> None:
    """A session in May, July and September; in June and August course and agency get another name."""
    course, agency, manager = a_course("Neglect"), an_agency("Old Trust"), a_manager()
    person = a_user(agency=agency)
    for month in (5, 7, 9):
        session = a_session(course, on=date(2026, month, 2))
        a_booking(session, person, Outcome.ATTENDED)
        a_closed_register(session)
    details = CourseDetails("Neglect", course.strand, course.usual_length)
    told = {"sector": Sector.HEALTH, "group": AgencyGroup.CONTRIBUTING, "is_listed": True, "by": manager}
    for month, title, name in ((6, "Complex Neglect", "Trust"), (8, "Neglect and Harm", "New Trust")):
        courses.edit_course(course, replace(details, title=title), by=manager, at=at_midnight(month))
        people.edit_agency(agency, name=name, at=at_midnight(month), **told)


def test_a_course_and_an_agency_renamed_count_under_each_name_or_under_todays(app: Flask) -> None:
    a_year_of_renaming()
    assert rows(By.COURSE) == [("Complex Neglect", 1), ("Neglect", 1), ("Neglect and Harm", 1)]
    assert rows(By.AGENCY) == [("New Trust", 1), ("Old Trust", 1), ("Trust", 1)]
    assert rows(By.AGENCY_AND_COURSE)[0] == ("New Trust, Neglect and Harm", 1)
    assert rows(By.SESSION)[0] == ("Neglect, Sat 2 May 2026", 1)
    assert rows(By.COURSE, Naming.OF_TODAY) == [("Neglect and Harm", 3)]
    assert rows(By.AGENCY, Naming.OF_TODAY) == [("New Trust", 3)]
    assert rows(By.SECTOR) == [("Health", 3)]


def test_what_lies_beneath_goes_by_the_same_names(app: Flask) -> None:
    a_year_of_renaming()
    for by, key in ((By.COURSE, ("Neglect",)), (By.AGENCY, ("Old Trust",))):
        asked = RowAsked(by, "", key)
        (figures,) = sessions_beneath(scope(), asked).values()
        assert figures.attended == 1
        assert len(bookings_beneath(scope(), asked, "attended", page=1).items) == 1
        assert sessions_beneath(scope(Naming.OF_TODAY), asked) == {}


def test_former_names_cost_no_query_of_their_own(app: Flask) -> None:
    def counted() -> int:
        with queries_counted() as statements:
            report_on(scope(), By.AGENCY_AND_COURSE)
        return len(statements)

    before = counted()
    a_year_of_renaming()
    assert counted() == before


def test_a_name_that_was_a_mistake_is_shown_nowhere(app: Flask, visitor: Visitor) -> None:
    course, agency = a_course("Neglct"), an_agency("Old Trsut")
    team = visitor.sign_in(a_manager())
    page = team.open_page(f"/manage/courses/{course.id}/edit")
    page.press("Save the course", title="Neglect", is_correction="y")
    team.open_page(f"/manage/agencies/{agency.id}/edit").press("Save the agency", name="Old Trust", is_correction="y")
    assert (course.title, agency.name) == ("Neglect", "Old Trust")
    assert db.session.query(FormerTitle).count() == db.session.query(FormerName).count() == 0
    team.open_page(f"/manage/courses/{course.id}/edit").press("Save the course", title="Complex Neglect")
    team.open_page(f"/manage/agencies/{agency.id}/edit").press("Save the agency", name="New Trust", sector="police")
    assert db.session.query(FormerTitle).one().title == "Neglect"
    assert db.session.query(FormerName).one().name == "Old Trust"


def test_the_page_says_which_names_it_goes_by_and_compares_years_by_todays(app: Flask, visitor: Visitor) -> None:
    a_year_of_renaming()
    team = visitor.sign_in(a_manager())
    page = team.open_page("/reports?year=2026-27&by=course")
    assert "stands under the name of the time" in page.words
    assert page.press("Show", naming="today").soup.select_one("tbody th").get_text() == "Neglect and Harm"  # type: ignore[union-attr]
    assert "stands under the name of today" in team.open_page("/reports?year=2026-27&by=course&beside=last-year").words
    asked = "/reports?year=2026-27&by=course&beside=last-year&naming=then"
    assert "stands under the name of the time" in team.open_page(asked).words
