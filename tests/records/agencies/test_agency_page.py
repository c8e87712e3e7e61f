"""An agency in one place: people, the year, leads, contacts and bills."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.people.queries import PEOPLE_ON_A_PAGE
from app.audit.models import Verb
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models import Strand
from app.records.agencies import queries
from app.records.agencies.models import AgencyContact
from app.reporting.figures.queries import report
from app.reporting.figures.rules import By
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_user,
    an_agency,
    entries_about,
)
from tests.conftest import NOW
from tests.data.everything import a_bill, a_charge
from tests.page import Visitor


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def test_it_shows_leads_people_contacts_and_bills(team: Visitor) -> None:
    agency = an_agency("Northbridge Trust")
    a_user(Role.AGENCY_LEAD, name="Lea Lead", agency=agency)
    person = a_user(name="Rosa Diaz", agency=agency, team="North")
    db.session.add(AgencyContact(agency_id=agency.id, name="Accounts", email="bills@example.org", what_for="bills"))
    charge = a_charge(a_booking(a_past_session(), person, Outcome.NO_SHOW, agency=agency))
    bill = a_bill(charge, agency_id=agency.id)
    page = team.open_page("/manage/agencies").click("Northbridge Trust")
    for words in ("Lea Lead", "Rosa Diaz", "North", "Accounts", "bills@example.org", bill.reference):
        assert words in page.words
    assert page.click("Rosa Diaz").h1 == "Rosa Diaz"
    assert team.open_page(f"/manage/people/{person.id}").click("Northbridge Trust").h1 == "Northbridge Trust"


def test_its_people_stand_on_pages_and_are_found_by_name_with_no_name_in_the_address(team: Visitor) -> None:
    agency = an_agency("Police")
    for number in range(PEOPLE_ON_A_PAGE + 1):
        a_user(name=f"Díaz {number:02d}", agency=agency)
    a_user(name="Zoe Marsh", agency=agency)
    page = team.open_page(f"/manage/agencies/{agency.id}")
    assert not page.has_link("Zoe Marsh")
    assert page.click("Next").has_link("Zoe Marsh")
    page = page.press("Find", q="zoe")
    assert page.has_link("Zoe Marsh")
    assert not page.has_link("Díaz 00")
    assert b"zoe" not in page.response.request.query_string
    assert "Nobody here has “nobody”" in page.press("Find", q="nobody").words


def test_those_of_an_agency_that_merged_into_it_are_its_own(team: Visitor) -> None:
    old, new = an_agency("Old"), an_agency("New")
    old.merged_into_id = new.id
    db.session.add(AgencyContact(agency_id=old.id, name="Old contact"))
    db.session.commit()
    assert "Old contact" in team.open_page(f"/manage/agencies/{new.id}").words
    assert team.open_page(f"/manage/agencies/{old.id}").click("New").h1 == "New"


def test_its_year_is_what_the_report_by_agency_says(app: Flask) -> None:
    agency, other = an_agency("Police"), an_agency("Other")
    closed, open_, bespoke = a_past_session(), a_past_session(), a_past_session(a_course(strand=Strand.BESPOKE))
    a_closed_register(closed)
    late = None
    for session in (closed, open_, bespoke):
        for outcome in (Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.EXCUSED, Outcome.LEFT_EARLY):
            a_booking(session, None, outcome, agency=agency)
        a_booking(session, None, Outcome.WALK_IN, agency=agency, state=BookingState.WALKED_IN)
        a_booking(session, None, Outcome.CANCELLED, agency=agency, state=BookingState.CANCELLED)
        late = a_booking(session, None, Outcome.LATE_CANCELLED, agency=agency, state=BookingState.CANCELLED)
        a_booking(session, None, Outcome.LATE_CANCELLED, agency=agency, state=BookingState.CANCELLED)
        a_booking(session, None, Outcome.ATTENDED, agency=other, refills_id=late.id)
    since, until = clock.today() - timedelta(days=300), clock.today()
    rows = report(since, until, By.AGENCY, at=NOW).rows
    (figures,) = [row.figures for row in rows if row.name == "Police"]
    year = queries.year_of(agency, since=since, until=until, at=NOW)
    assert (year.allocated, year.registered, year.attended, year.walk_ins) == (
        figures.places_allocated,
        figures.places_registered,
        figures.attended_registered,
        figures.walk_ins,
    )
    assert (year.no_shows, year.late_cancellations) == (figures.no_shows, figures.late_cancellations)
    assert (year.attendance_percent, year.people) == (figures.attendance_percent, 4)
    assert year.allocated == 10


def test_a_year_without_anybody_says_so(team: Visitor) -> None:
    agency = an_agency("Police")
    page = team.open_page(f"/manage/agencies/{agency.id}?year=2024-25")
    assert "Nobody from Police had a place on a session that ended in 2024-25." in page.words
    assert "Choose a programme year" in team.open_page(f"/manage/agencies/{agency.id}?year=nonsense").words


def test_a_contact_is_added_edited_and_removed(team: Visitor) -> None:
    agency = an_agency("Police")
    page = team.open_page(f"/manage/agencies/{agency.id}").click("Add a contact")
    assert page.press("Add the contact").problems == ["Enter the contact’s name"]
    wrong = page.press("Add the contact", name="Accounts", telephone="none", email="nonsense")
    assert len(wrong.problems) == 2
    page = page.press("Add the contact", name="Accounts", telephone="01632 960001", what_for="bills")
    assert "01632 960001" in page.words
    page = page.click("Edit Accounts").press("Save the contact", email="bills@example.org")
    assert page.has_link("bills@example.org")
    page = page.click("Edit Accounts").click("Remove this contact").press("Remove the contact")
    assert "01632 960001" not in page.words
    assert [entry.verb for entry in entries_about(agency)] == [
        Verb.ADDED_AGENCY_CONTACT,
        Verb.EDITED_AGENCY_CONTACT,
        Verb.REMOVED_AGENCY_CONTACT,
    ]


@pytest.mark.usefixtures("app")
def test_the_database_wants_a_contacts_name() -> None:
    db.session.add(AgencyContact(agency_id=an_agency().id, name=""))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_the_list_of_agencies_is_paged_and_searched(team: Visitor) -> None:
    for number in range(51):
        an_agency(f"Agency {number:03d} of the county")
    an_agency("Zebra Trust")
    page = team.open_page("/manage/agencies")
    assert not page.has_link("Zebra Trust")
    assert page.click("Next").has_link("Zebra Trust")
    page = page.press("Find", q="TRUST zeb")
    assert page.has_link("Zebra Trust")
    assert not page.has_link("Agency 000")
    assert "No listed agency has “100%”" in page.press("Find", q="100%").words
