"""An agency's own figures: its lead's page, and the quarterly mail that they can stop."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.accounts.models import Agency, User
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models import Strand
from app.programme.models_sessions import SessionState
from app.records.retention.services import forget_what_is_due
from app.reporting.agency_figures import jobs, queries, services
from app.reporting.agency_figures.models import AgencyFiguresLetter
from app.reporting.agency_figures.rules import Quarter, quarter_to_tell_of
from app.reporting.figures.queries import report_on
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Naming
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_session,
    a_user,
    an_agency,
    letters_have_left,
    link_in,
    mail_to,
)
from tests.conftest import clock_at
from tests.data.everything import bookings_of_many
from tests.page import Visitor
from tests.reporting.cases import cells

OCTOBER = datetime(2026, 10, 15, 9, tzinfo=UTC)
"""Two weeks after July to September."""


def a_year(agency: Agency, year: int = 2025) -> None:
    """Neglect in May, eight people; Trio in August, nine of whom two didn't come; three were excused in November.

    One more cancels late each time; in August somebody of another agency takes the place.
    """
    other, courses = an_agency(), {title: a_course(title) for title in ("Neglect", "Trio")}
    for title, month, outcomes in (
        ("Neglect", 5, [Outcome.ATTENDED] * 8),
        ("Trio", 8, [Outcome.ATTENDED] * 7 + [Outcome.NO_SHOW] * 2),
        ("Trio", 11, [Outcome.EXCUSED] * 3),
    ):
        session = a_session(courses[title], on=date(year, month, 2))
        bookings_of_many(session, agency, outcomes)
        bookings_of_many(session, other, [Outcome.ATTENDED] * 5)
        late = a_booking(session, a_user(agency=agency), Outcome.LATE_CANCELLED, state=BookingState.CANCELLED)
        if month == 8:
            a_booking(session, a_user(agency=other), Outcome.ATTENDED, refills_id=late.id)
        a_closed_register(session)


def a_lead(agency: Agency, **more: object) -> User:
    return a_user(Role.AGENCY_LEAD, agency=agency, **more)


def test_a_leads_page_has_the_quarters_and_courses_of_their_own_agency_alone(visitor: Visitor) -> None:
    agency = an_agency("Hill School")
    a_year(agency)
    page = visitor.sign_in(a_lead(agency)).open_page("/agency").click("figures by quarter")
    page = visitor.open_page("/agency/figures?year=2025-26")
    quarters = page.soup.select("table")[0]
    lines = [cells(line) for line in quarters.select("tr")[1:]]
    assert lines[0] == ["April to June 2025", "9", "89% 8 of 9", "0", "1", "0", "8"]
    assert lines[1] == ["July to September 2025", "9", "78% 7 of 9", "2", "1", "0", "7"]
    assert lines[2] == ["October to December 2025", "Fewer than five people, or they could be told apart"]
    assert lines[4] == ["Total", "Fewer than five people, or they could be told apart"], "else it is the difference"


def test_its_total_and_courses_are_those_of_the_report(app: Flask) -> None:
    agency, old = an_agency("Hill School"), an_agency("Old School")
    old.merged_into_id = agency.id
    a_year(agency)
    session = a_session(a_course("Neglect, again"), on=date(2025, 11, 3))
    bookings_of_many(session, old, [Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.LATE_REFUSED])
    a_closed_register(session)
    own = queries.figures_of_agency(agency, "2025-26", at=clock.now())
    scope = ReportScope(date(2025, 4, 1), date(2026, 3, 31), clock.now(), naming=Naming.OF_TODAY)
    row = next(row for row in report_on(scope, By.AGENCY).rows if row.label == "Hill School")
    assert own.total is not None
    assert own.total.figures is not None
    for name in ("places_allocated", "places_registered", "attended_registered", "no_shows", "late_cancellations"):
        assert getattr(own.total.figures, name) == getattr(row.figures, name)
    assert own.total.figures.left_early == own.total.figures.late_refused == 1


def test_a_year_under_way_tells_the_quarters_that_are_over(visitor: Visitor) -> None:
    agency = an_agency("Hill School")
    a_year(agency, 2026)
    page = visitor.sign_in(a_lead(agency)).open_page("/agency/figures")
    assert [cells(line)[0] for line in page.soup.select("tbody tr")] == ["April to June 2026", "July to September 2026"]
    assert "By course once the year is over" in page.words
    assert "No quarter of 2027-28 is over yet" in visitor.open_page("/agency/figures?year=2027-28").words
    assert "Nobody of Hill School had a place" in visitor.open_page("/agency/figures?year=2024-25").words


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 10, 14, 22, tzinfo=UTC), None),
        (OCTOBER, Quarter("2026-27", 2)),
        (datetime(2026, 11, 14, 12, tzinfo=UTC), Quarter("2026-27", 2)),
        (datetime(2026, 11, 15, 12, tzinfo=UTC), None),
        (datetime(2027, 4, 20, tzinfo=UTC), Quarter("2026-27", 4)),
        (datetime(2028, 1, 20, tzinfo=UTC), Quarter("2027-28", 3)),
    ],
)
def test_the_mail_is_due_two_weeks_after_a_quarter_and_no_news_after_45_days(
    at: datetime, told: Quarter | None
) -> None:
    assert quarter_to_tell_of(at) == told


def test_a_lead_gets_one_mail_a_quarter_and_it_arrives_once(app: Flask) -> None:
    agency = an_agency("Hill School")
    a_year(agency, 2026)
    lead, elsewhere = a_lead(agency), a_lead(an_agency("Nobody’s"))
    a_lead(agency, disabled_at=clock.now())
    a_user(Role.AGENCY_LEAD, agency=None)
    with clock_at(OCTOBER):
        assert jobs.tell_agency_leads() == "2 messages with an agency’s figures queued"
        assert jobs.tell_agency_leads() == ""
    with clock_at(OCTOBER + timedelta(days=9)):
        assert jobs.tell_agency_leads() == ""
    (message,) = mail_to(lead.email, "agency-figures")
    assert message.subject == "Hill School: training from July to September 2026"
    assert "Attendance: 78% (7 of 9)" in message.text
    assert "Nobody of Nobody’s had a place" in mail_to(elsewhere.email)[0].text
    with clock_at(datetime(2027, 1, 20, tzinfo=UTC)):
        assert jobs.tell_agency_leads() == "2 messages with an agency’s figures queued"
    assert db.session.query(AgencyFiguresLetter).count() == 4


def test_a_lead_stops_the_mail_by_its_link_or_on_the_page_and_can_have_it_again(visitor: Visitor) -> None:
    agency = an_agency("Hill School")
    lead, other = a_lead(agency), a_lead(agency)
    services.tell_leads(at=OCTOBER)
    letters_have_left()
    stop = link_in(mail_to(lead.email)[0], "/subscriptions/end/")
    assert "Nothing more of this is sent" in visitor.open_page(stop).press("Stop it").words
    page = visitor.sign_in(other).open_page("/agency/figures").press("Stop the mail")
    assert page.notice.startswith("The quarterly mail is stopped")
    assert services.tell_leads(at=datetime(2027, 1, 20, tzinfo=UTC)) == 0
    forget_what_is_due(at=datetime(2028, 1, 20, tzinfo=UTC))
    assert services.tell_leads(at=datetime(2028, 1, 20, tzinfo=UTC)) == 0, "years later it is still stopped"
    page.press("Send it again")
    assert services.tell_leads(at=datetime(2027, 1, 20, tzinfo=UTC)) == 1


def test_a_small_agency_is_told_no_figures_and_why(app: Flask) -> None:
    agency = an_agency("Nursery")
    lead, session = a_lead(agency), a_session(on=date(2026, 8, 2))
    bookings_of_many(session, agency, [Outcome.ATTENDED] * 4)
    services.tell_leads(at=OCTOBER)
    assert "we tell no figures of so few" in " ".join(mail_to(lead.email)[0].text.split())


def test_nobody_else_sees_an_agencys_figures(visitor: Visitor) -> None:
    visitor.sign_in(a_user(agency=an_agency()))
    assert visitor.open_page("/agency/figures").status == 403


def test_bespoke_work_cancelled_sessions_and_open_registers_are_in_no_percentage(app: Flask) -> None:
    agency = an_agency("Hill School")
    bookings_of_many(closed := a_session(on=date(2026, 5, 2)), agency, [Outcome.ATTENDED] * 6)
    a_closed_register(closed)
    bookings_of_many(a_session(on=date(2026, 5, 3)), agency, [Outcome.ATTENDED] * 5)
    bespoke = a_session(a_course(strand=Strand.BESPOKE), on=date(2026, 5, 4))
    for apart in (bespoke, a_session(on=date(2026, 5, 5), state=SessionState.CANCELLED)):
        bookings_of_many(apart, agency, [Outcome.ATTENDED] * 7)
    spring = queries.figures_of_agency(agency, "2026-27", at=clock.now()).quarters[0].figures
    assert spring is not None
    assert (spring.places_allocated, spring.places_registered, spring.attended_registered) == (11, 6, 6)
