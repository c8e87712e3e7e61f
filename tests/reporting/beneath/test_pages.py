"""From a figure down to its sessions and bookings."""

from datetime import date

import pytest

from app.accounts.models import Sector
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models import Strand
from app.reporting.beneath.queries import WITH_BOOKINGS, bookings_beneath
from app.reporting.figures.queries import report, sessions_beneath
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Figures, RowAsked
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_learning_week,
    a_session,
    a_trainer,
    a_user,
    an_agency,
)
from tests.page import Visitor
from tests.reporting.cases import cells

YEAR = (date(2026, 4, 1), date(2027, 3, 31))
STATES = {Outcome.LATE_CANCELLED: BookingState.CANCELLED, Outcome.WALK_IN: BookingState.WALKED_IN}


@pytest.fixture
def a_year(app: object) -> None:
    """Sessions that differ in all that a report divides by; one late cancellation is refilled."""
    week = a_learning_week(date(2026, 6, 1))
    agencies = [an_agency("Hill School", Sector.EDUCATION), an_agency("Police", Sector.POLICE), None]
    for number, strand in enumerate((Strand.CORE_TOPIC, Strand.SPECIALIST, Strand.BESPOKE)):
        session = a_session(
            a_course(f"Course {number}", strand, level=f"{number % 2}"),
            on=date(2026, 5 + number, 2),
            trainers=[a_trainer() for _ in range(number)],
            learning_week_id=week.id if number == 1 else None,
        )
        for agency in agencies:
            late = a_booking(session, a_user(agency=agency), Outcome.LATE_CANCELLED, state=BookingState.CANCELLED)
            refill = a_booking(session, a_user(agency=agency), Outcome.ATTENDED)
            if agency is agencies[0]:
                refill.refills_id = late.id
            for outcome in (Outcome.NO_SHOW, Outcome.WALK_IN, None):
                state = STATES.get(outcome, BookingState.BOOKED) if outcome else BookingState.BOOKED
                a_booking(session, a_user(agency=agency), outcome, state=state)
        if number:
            a_closed_register(session)
    db.session.commit()


@pytest.mark.usefixtures("a_year")
@pytest.mark.parametrize("by", [*By])
@pytest.mark.lasts_long
def test_the_sessions_and_bookings_beneath_a_row_add_up_to_its_figures(by: By) -> None:
    scope = ReportScope(*YEAR, clock.now())
    told = report(*YEAR, by, at=clock.now())
    numbered = by in (By.SESSION, By.LEARNING_WEEK, By.TRAINER, By.MONTH, By.QUARTER)
    for row in (*told.rows, *told.apart):
        asked = RowAsked(by, row.kind, tuple(map(int, row.key)) if numbered else row.key)
        beneath, total = sessions_beneath(scope, asked), Figures()
        for figures in beneath.values():
            total.add(figures)
        assert total == row.figures
        for figure in WITH_BOOKINGS:
            if figure != "people":
                found = bookings_beneath(scope, asked, figure, page=1).items
                assert len(found) == getattr(row.figures, figure), (row.label, figure)
    total = Figures()
    for figures in sessions_beneath(scope, RowAsked(by)).values():
        total.add(figures)
    assert total == told.total


@pytest.mark.usefixtures("a_year")
def test_the_page_leads_from_a_row_to_its_sessions_and_their_bookings(manager: Visitor) -> None:
    page = manager.open_page("/reports?year=2026-27&by=sector").click("Education")
    assert page.h1 == "Sessions of Education, 2026-27"
    assert [cells(line)[1:3] for line in page.soup.select("tbody tr")] == [["3", "1"], ["3", "1"]]
    page = page.click("did not attend")
    assert page.h1 == "Did not attend: Education, 2026-27"
    assert [cells(line)[1] for line in page.soup.select("tbody tr")] == ["Hill School"] * 2
    assert [cells(line)[3] for line in page.soup.select("tbody tr")] == ["no show"] * 2


@pytest.mark.usefixtures("a_year")
def test_every_count_leads_to_its_bookings_and_the_total_to_all(manager: Visitor) -> None:
    page = manager.open_page("/reports?year=2026-27&by=course").press("Show", detail="yes")
    links = [link["href"] for link in page.soup.select("tfoot a")]
    assert links
    for address in links:
        assert manager.open_page(address).soup.select("tbody tr")


@pytest.mark.parametrize(
    "asked",
    [
        "by=month&row=x",
        "by=month&row=99999999",
        "by=month&row=0",
        "by=quarter&row=2147483647",
        "by=course&row=a&row=b",
        "by=sector-and-course&row=a",
        "by=session&row=12345",
        "by=trainer&row=99999",
        "by=course&part=nonsense",
    ],
)
def test_what_can_be_no_row_is_not_found(manager: Visitor, asked: str) -> None:
    assert manager.open_page(f"/reports/sessions?{asked}").status == 404
    assert manager.open_page(f"/reports/bookings?figure=attended&{asked}").status == 404


def test_a_figure_without_bookings_is_not_found_and_an_empty_row_says_so(manager: Visitor) -> None:
    assert manager.open_page("/reports/bookings?by=course&figure=places_offered").status == 404
    assert manager.open_page("/reports/bookings?by=course").status == 200
    assert "Nothing adds to this row" in manager.open_page("/reports/sessions?by=course&row=Nothing").words
    assert "No booking is counted" in manager.open_page("/reports/bookings?by=course&row=Nothing&figure=attended").words


def test_others_than_the_training_team_see_none_of_it(visitor: Visitor) -> None:
    visitor.sign_in(a_user(Role.AGENCY_LEAD))
    for address in ("/reports/sessions?by=course", "/reports/bookings?by=course&figure=attended"):
        assert visitor.open_page(address).status == 403


@pytest.mark.usefixtures("a_year")
def test_the_total_leads_to_all_sessions(manager: Visitor) -> None:
    assert manager.open_page("/reports/sessions?year=2026-27&by=sector").h1 == "All sessions, 2026-27"
