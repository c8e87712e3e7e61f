"""What agencies came to, and beside it what they trained themselves."""

from datetime import date

from flask import Flask

from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
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
