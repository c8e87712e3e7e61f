"""What agencies came to, and beside it what they trained themselves."""

from datetime import date, timedelta

from flask import Flask

from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.reporting.single_agency.queries import beside_each_other
from app.single_agency.models import ReturnState
from app.single_agency.rules import ReturnFigures
from tests.builders import a_booking, a_closed_register, a_course, a_manager, a_session, a_user, an_agency
from tests.data.everything import a_return, an_own_course
from tests.page import Visitor

YEAR = "2025-26"


def test_each_agency_has_both_under_its_name_of_today(visitor: Visitor) -> None:
    hospital, clinic, school = an_agency("Hospital"), an_agency("Clinic"), an_agency("School")
    clinic.merged_into_id = hospital.id
    session = a_session(a_course(), on=date(2025, 6, 3))
    for agency, outcome in ((hospital, Outcome.ATTENDED), (clinic, Outcome.ATTENDED), (clinic, Outcome.NO_SHOW)):
        a_booking(session, a_user(agency=agency), outcome)
    a_closed_register(session)
    for agency in (clinic, school):
        of_return = a_return(agency, state=ReturnState.ACCEPTED)
        if agency is clinic:
            an_own_course(of_return)
    db.session.commit()
    told = beside_each_other(YEAR, at=clock.now())
    ours, theirs = told.lines
    assert (ours.name, ours.multi.places_allocated, ours.multi.attended) == ("Hospital", 3, 2)
    assert ours.single == ReturnFigures(courses=1, times=1, people=40, content=1, trainer=1)
    assert (theirs.name, theirs.trained_nobody, told.told) == ("School", True, 2)
    page = visitor.sign_in(a_manager()).open_page("/reports").click("What agencies trained themselves")
    page = page.click("Beside multi-agency training")
    assert "Hospital 3 2 67% 1 40 1 1 0" in page.words
    assert "School 0 0 no data says it trained nobody itself" in page.words
    rows = page.click("Download as CSV").response.data.decode("utf-8-sig").splitlines()
    assert rows[1:] == ["Hospital,3,2,0,67,1,1,40,1,1,0", "School,0,0,0,,0,0,0,0,0,0"]


def test_an_agency_without_an_accepted_return_is_no_nought(app: Flask) -> None:
    session = a_session(a_course(), on=date(2025, 6, 3))
    a_booking(session, a_user(agency=an_agency("Police")), Outcome.ATTENDED)
    an_own_course(a_return(an_agency("Fire"), state=ReturnState.SENT_IN))
    [line] = beside_each_other(YEAR, at=clock.now()).lines
    assert (line.name, line.single, line.trained_nobody) == ("Police", None, False)


def test_a_lead_and_the_office_see_what_was_told_what_is_missing_and_the_link(visitor: Visitor, app: Flask) -> None:
    hospital, clinic = an_agency("Hospital"), an_agency("Clinic")
    clinic.merged_into_id = hospital.id
    last_year = a_return(hospital, "2024-25", state=ReturnState.ACCEPTED, sent_in_at=clock.now())
    an_own_course(last_year)
    a_return(clinic, due_on=clock.today() - timedelta(days=1))
    a_return(an_agency("School"), contact_name="Somebody Else")
    lead = visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=hospital))
    page = lead.open_page("/agency").click("What your agency trains itself")
    assert page.h1 == "What Hospital trains itself"
    assert "2025-26 Late It was due on Sunday 22 November 2026 and isn’t sent in. Sam Example was asked" in page.words
    assert "2024-25 Accepted Sent in on Mon 23 Nov 2026. Accepted. 1 course, 40 people reached" in page.words
    assert "Content assured in 1 of 1, trainer in 1, evidence of impact for 0." in page.words
    assert "Somebody Else" not in page.words
    assert page.click("Fill in the return of 2025-26").h1 == "What Clinic trained itself in 2025-26"
    office = Visitor(app).sign_in(a_manager()).open_page(f"/manage/agencies/{hospital.id}")
    assert "What it trains itself 2025-26 Late" in office.words
    assert office.click("See the return of 2024-25").h1 == "Hospital: single-agency training in 2024-25"


def test_an_agency_that_was_not_asked_says_so(visitor: Visitor, app: Flask) -> None:
    hospital = an_agency("Hospital")
    lead = visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=hospital))
    assert "Nobody has asked Hospital yet" in lead.open_page("/agency/own-training").words
    office = Visitor(app).sign_in(a_manager()).open_page(f"/manage/agencies/{hospital.id}")
    assert "Ask" in office.click("Ask what it trained itself in 2025-26").h1
    nowhere = Visitor(app).sign_in(a_user(Role.AGENCY_LEAD, agency=None))
    assert "Your account names no agency" in nowhere.open_page("/agency/own-training").words
