"""Agencies and sectors not reached, against the workforce they say they have."""

import pytest
from flask import Flask

from app.accounts.models import Sector
from app.audit.models import Verb
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models import Strand
from app.programme.models_sessions import SessionState
from app.programme.periods import year_dates
from app.reporting.reach import queries, services
from app.reporting.reach.models import Workforce
from app.reporting.reach.refusals import NotAYear
from app.reporting.reach.rules import RolesUnclear, roles_in
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_past_session,
    a_user,
    an_agency,
    entries_about,
    queries_counted,
)
from tests.page import Visitor
from tests.reporting.cases import cells

YEAR = "2026-27"


def an_autumn() -> None:
    """A school that two people came from, one of them twice; one merged into it; a charity nobody came from."""
    school, old = an_agency("Hill School", Sector.EDUCATION), an_agency("Old School", Sector.OTHER)
    an_agency("Charity", Sector.VOLUNTARY)
    old.merged_into_id = school.id
    teacher, head = a_user(agency=school, job_role=" teacher"), a_user(agency=old, job_role="Head")
    first, bespoke = a_past_session(), a_past_session(a_course(strand=Strand.BESPOKE), days_ago=2)
    a_booking(first, teacher, Outcome.ATTENDED)
    a_booking(bespoke, teacher, Outcome.ATTENDED)
    a_booking(first, head, Outcome.WALK_IN, state=BookingState.WALKED_IN)
    a_booking(first, a_user(agency=school), Outcome.NO_SHOW)
    a_booking(first, a_user(agency=None), Outcome.ATTENDED)
    told = {"": 40, "Teacher": 10}
    services.tell_workforce(school, YEAR, told, by=a_user(agency=None), at=clock.now())


def test_who_came_is_held_against_the_workforce_and_who_did_not_is_named(manager: Visitor) -> None:
    an_autumn()
    page = manager.open_page(f"/reports?year={YEAR}").click("Whom training reached")
    assert "3 people came, each counted once; 1 gave no agency." in page.words
    sectors, agencies = page.soup.select("table")
    assert ["Education", "2", "40", "5% 2 of 40", "1", "0"] in [cells(line) for line in sectors.select("tbody tr")]
    not_reached = [cells(line)[0] for line in agencies.select("tbody tr")]
    assert ("Charity" in not_reached, "Hill School" in not_reached) == (True, False)
    page = page.press("Show", show="all")
    lines = [cells(line) for line in page.soup.select("table")[1].select("tbody tr")]
    (at,) = (number for number, line in enumerate(lines) if line[0] == "Hill School")
    assert lines[at] == ["Hill School", "Education", "2", "40 : change the workforce of Hill School", "5%"]
    assert lines[at + 1] == ["Hill School: Teacher", "", "1", "10", "10%"]
    written = page.click("Download as CSV").response.get_data().decode("utf-8-sig")
    assert "Agency,Hill School,education,2,40,5,," in written
    assert "Agency,Charity,voluntary and faith,0,,,," in written


def test_the_workforce_is_entered_once_a_year_and_begins_with_that_of_the_year_before(manager: Visitor) -> None:
    agency = an_agency("Hill School")
    address = "/reports/reach/{}/agencies/" + str(agency.id)
    manager.open_page(address.format("2025-26")).press("Save the workforce", whole="30", roles="Teacher, 12")
    page = manager.open_page(address.format(YEAR))
    assert "These are the numbers of the year before" in page.words
    page.press("Save the workforce", whole="", roles="Teacher, 14\nHead, 1")
    kept = {(each.year, each.role): each.people for each in db.session.query(Workforce)}
    assert kept == {("2025-26", ""): 30, ("2025-26", "Teacher"): 12, (YEAR, "Teacher"): 14, (YEAR, "Head"): 1}
    lines = queries.reach_of(YEAR, clock.today(), clock.today(), at=clock.now()).agencies
    assert [line.workforce for line in lines if line.name == "Hill School"] == [15]
    assert [entry.verb for entry in entries_about(agency)] == [Verb.TOLD_WORKFORCE] * 2


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"whole": "0"}, "whole", "from 1 to"),
        ({"whole": "many"}, "whole", "whole number"),
        ({"roles": "Teacher 12"}, "roles", "a role, a comma and a whole number"),
        ({"roles": "Teacher, -1"}, "roles", "a role, a comma and a whole number"),
        ({"roles": "Teacher, 0"}, "roles", "from 1 to"),
        ({"roles": "Teacher, 1\nteacher, 2"}, "roles", "stands there twice"),
        ({"whole": "3", "roles": "Teacher, 4"}, "roles", "more people than there are in all"),
    ],
)
def test_what_cannot_be_a_workforce_is_said_beside_it(
    manager: Visitor, typed: dict[str, str], field: str, said: str
) -> None:
    page = manager.open_page(f"/reports/reach/{YEAR}/agencies/{an_agency().id}").press("Save the workforce", **typed)
    assert said in page.error_beside(field)
    assert db.session.query(Workforce).count() == 0


def test_roles_are_read_a_line_each() -> None:
    assert roles_in(" Health visitor,  4 \n\nNurse, senior, 2") == {"Health visitor": 4, "Nurse, senior": 2}
    with pytest.raises(RolesUnclear):
        roles_in(", 4")


def test_a_year_to_come_has_no_workforce_yet(app: Flask, manager: Visitor) -> None:
    agency, by = an_agency(), a_manager()
    with pytest.raises(NotAYear):
        services.tell_workforce(agency, "2027-28", {"": 1}, by=by, at=clock.now())
    page = manager.open_page(f"/reports/reach/2027-28/agencies/{agency.id}").press("Save the workforce", whole="4")
    assert page.refuses(NotAYear)
    assert manager.open_page(f"/reports/reach/nonsense/agencies/{agency.id}").status == 404


def test_reach_asks_the_database_as_often_for_many_agencies_as_for_few(app: Flask) -> None:
    def counted() -> int:
        db.session.expire_all()
        with queries_counted() as statements:
            queries.reach_of(YEAR, clock.today(), clock.today(), at=clock.now())
        return len(statements)

    an_autumn()
    counted()
    before = counted()
    for _ in range(5):
        a_booking(a_past_session(), outcome=Outcome.ATTENDED)
    counted()
    assert counted() == before


def test_others_than_the_training_team_see_none_of_it(visitor: Visitor) -> None:
    visitor.sign_in(a_user(Role.AGENCY_LEAD))
    for address in ("/reports/reach", "/reports/reach.csv", "/reports/priorities", "/reports/priorities.csv"):
        assert visitor.open_page(address).status == 403


def test_agencies_off_the_list_stand_there_once_somebody_came_and_a_cancelled_session_reached_nobody(
    app: Flask,
) -> None:
    came, typed = an_agency("Typed in, came", is_listed=False), an_agency("Typed in", is_listed=False)
    a_booking(a_past_session(), a_user(agency=came), Outcome.ATTENDED)
    a_booking(a_past_session(state=SessionState.CANCELLED), a_user(agency=typed), Outcome.ATTENDED)
    found = queries.reach_of(YEAR, *year_dates(YEAR), at=clock.now())
    assert [line.name for line in found.agencies if line.name.startswith("Typed in")] == ["Typed in, came"]
    assert found.people == 1


def test_a_sectors_percentage_is_of_the_agencies_that_said_how_many_they_have(app: Flask) -> None:
    told, silent = an_agency(sector=Sector.POLICE), an_agency(sector=Sector.POLICE)
    session = a_past_session()
    for agency in (told, silent, silent):
        a_booking(session, a_user(agency=agency), Outcome.ATTENDED)
    services.tell_workforce(told, YEAR, {"": 10}, by=a_manager(), at=clock.now())
    found = queries.reach_of(YEAR, *year_dates(YEAR), at=clock.now())
    [police] = [line for line in found.sectors if line.name == "Police"]
    assert (police.people, police.told_of, police.workforce, police.percent) == (3, 1, 10, 10)


def test_what_an_agency_says_replaces_what_it_said(app: Flask) -> None:
    agency = an_agency()
    for told in ({"": 40, "Teacher": 10}, {"": 30}):
        services.tell_workforce(agency, YEAR, told, by=a_manager(), at=clock.now())
    assert queries.workforce_of(agency, YEAR) == {"": 30}
