"""Agencies: listed or typed in by people, renamed, and merged so that history stays."""

import pytest
from flask import Flask

from app.accounts.models import Agency, AgencyGroup, Sector
from app.accounts.people import queries, services
from app.accounts.people.refusals import AgencyMerged, AgencyNameTaken, MergedIntoItself
from app.core.database import db
from tests.builders import a_booking, a_manager, a_user, an_agency, entries_about
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import ADD_THE_AGENCY, SAVE_THE_AGENCY


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    manager = a_manager()
    manager.agency.name = "The partnership"
    db.session.commit()
    return visitor.sign_in(manager)


def rows(page: Page, label: str) -> list[str]:
    table = page.soup.find(attrs={"aria-label": label})
    return [" ".join(row.get_text(" ").split()) for row in table.select("tbody tr")] if table else []


def test_agencies_that_people_typed_in_come_first(team: Visitor) -> None:
    police = an_agency("Police", Sector.POLICE)
    for _ in range(2):
        a_user(agency=police)
    an_agency("Plod", Sector.OTHER, is_listed=False)
    page = team.open_page("/manage/programme").click("Agencies")
    assert rows(page, "Typed in by people") == ["Plod Other 0"]
    assert "Police Police 2" in rows(page, "Listed agencies")
    assert page.words.index("To look at") < page.words.index("Listed")


def test_an_agency_is_added_and_edited(team: Visitor) -> None:
    page = team.open_page("/manage/agencies").click("Add an agency")
    page = page.press(ADD_THE_AGENCY, name="Fire service", sector="other", is_listed=None)
    assert page.notice == "Fire service is added."
    page = page.click("Edit").press(SAVE_THE_AGENCY, name="Fire and rescue", is_listed="y")
    assert page.notice == "Fire and rescue is saved."
    agency = queries.agency_by_name("fire AND rescue")
    assert agency
    assert agency.is_listed
    assert queries.agency_by_name("Fire service") is None


def test_an_agencys_group_is_chosen_and_listed_where_it_pays(team: Visitor) -> None:
    an_agency("Police")
    page = team.open_page("/manage/agencies/new")
    assert page.soup.find("input", attrs={"name": "group", "checked": True})["value"] == "contributing"
    page.press(ADD_THE_AGENCY, name="Little Acorns", sector="private provider", group="private")
    page = team.open_page("/manage/agencies")
    assert "Little Acorns Private provider Private 0" in rows(page, "Listed agencies")
    assert "Police Health 0" in rows(page, "Listed agencies")
    page = page.click("Little Acorns").click("Edit").press(SAVE_THE_AGENCY, group="out of area")
    agency = queries.agency_by_name("Little Acorns")
    assert agency
    assert agency.group is AgencyGroup.OUT_OF_AREA
    assert {"before": "private", "after": "out of area"} in [entry.data for entry in entries_about(agency)]


def test_a_group_that_there_is_not_is_refused_beside_the_field(team: Visitor) -> None:
    page = team.open_page("/manage/agencies/new").press(ADD_THE_AGENCY, name="New", sector="police", group="free")
    assert page.error_beside("group") == "Choose what it pays"
    assert queries.agency_by_name("New") is None


def test_after_a_merger_the_surviving_agencys_group_stands(app: Flask) -> None:
    old, new = an_agency("Old", group=AgencyGroup.PRIVATE), an_agency("New", group=AgencyGroup.OUT_OF_AREA)
    services.merge_agency(old, new, by=a_manager(), at=NOW)
    assert (old.group, new.group) == (AgencyGroup.PRIVATE, AgencyGroup.OUT_OF_AREA)


@pytest.mark.parametrize("typed", ["Police", "POLICE", " police  "])
def test_a_name_that_is_taken_is_refused_beside_the_name(team: Visitor, typed: str) -> None:
    an_agency("Police")
    page = team.open_page("/manage/agencies/new").press(ADD_THE_AGENCY, name=typed, sector="police")
    assert page.error_beside("name") == AgencyNameTaken.message
    other = an_agency("Other")
    page = team.open_page(f"/manage/agencies/{other.id}/edit").press(SAVE_THE_AGENCY, name=typed)
    assert page.error_beside("name") == AgencyNameTaken.message
    assert other.name == "Other"


def test_merging_moves_the_people_and_leaves_the_bookings(team: Visitor) -> None:
    old, new = an_agency("Old Trust"), an_agency("New Trust")
    person, stranger = a_user(agency=old), a_user()
    elsewhere, booking = stranger.agency, a_booking(practitioner=person)
    page = team.open_page("/manage/agencies").click("Old Trust").click("Merge into another")
    assert "1 person has an account at Old Trust" in page.words
    assert "The bookings already made stay with Old Trust" in page.words
    page = page.press("Merge", into=new.name)
    assert page.notice == "Old Trust is merged into New Trust."
    assert page.h1 == "New Trust"
    assert "Old Trust, merged into New Trust" in team.open_page("/manage/agencies").words
    assert (person.agency, stranger.agency, booking.agency) == (new, elsewhere, old)
    assert queries.agency_by_name("old trust") is new
    assert old not in queries.listed_agencies()


def test_an_agency_is_merged_once_and_never_in_a_circle(app: Flask) -> None:
    manager = a_manager()
    first, second, third = an_agency("First"), an_agency("Second"), an_agency("Third")
    with pytest.raises(MergedIntoItself):
        services.merge_agency(first, first, by=manager, at=NOW)
    services.merge_agency(first, second, by=manager, at=NOW)
    with pytest.raises(MergedIntoItself):
        services.merge_agency(second, first, by=manager, at=NOW)
    services.merge_agency(second, third, by=manager, at=NOW)
    with pytest.raises(AgencyMerged):
        services.merge_agency(first, third, by=manager, at=NOW)
    with pytest.raises(AgencyMerged):
        services.edit_agency(
            first, name="Other", sector=Sector.OTHER, group=AgencyGroup.PRIVATE, is_listed=True, by=manager, at=NOW
        )
    assert queries.agency_by_name("First") is third


def test_merging_into_nothing_is_refused_beside_the_field(team: Visitor) -> None:
    agency = an_agency("Police")
    page = team.open_page(f"/manage/agencies/{agency.id}/merge").press("Merge")
    assert page.error_beside("into") == "Enter the agency to merge it into"
    assert page.press("Merge", into="police").error_beside("into") == MergedIntoItself.message
    assert db.session.get_one(Agency, agency.id).merged_into_id is None
