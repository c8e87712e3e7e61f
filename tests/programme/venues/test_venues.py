"""Venues as records: chosen for sessions, shown to those who come, and made of what was typed."""

from dataclasses import replace
from typing import Any

import icalendar
import pytest
from flask import Flask

from app.audit.models import AuditEntry, Verb
from app.core.database import db
from app.programme.models_sessions import Day, Delivery, TrainingSession
from app.programme.models_venues import Venue, VenueRoom
from app.programme.sessions import services as sessions
from app.programme.sessions.rules_calendar import entries_of
from app.programme.sessions.services import SessionDetails
from app.programme.venues import queries, rules, services
from app.programme.venues.refusals import (
    NothingToMerge,
    PlaceUnknown,
    RoomInUse,
    RoomNameTaken,
    RoomTooSmall,
    VenueNameTaken,
)
from app.programme.venues.services import VenueDetails
from tests.builders import a_booking, a_course, a_manager, a_session, mail_to
from tests.conftest import NOW
from tests.data.everything import a_room, a_venue, held_in
from tests.page import Visitor


@pytest.fixture
def office(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def details(place: VenueRoom | None = None, **more: Any) -> SessionDetails:
    """Of a new session of 20 places next month, in a room."""
    like = a_session(places=20)
    at_record = {"venue_id": place.venue_id, "room_id": place.id} if place else {}
    whole = SessionDetails(days=[day_of(like)], places=20, delivery=Delivery.VENUE, venue="Somewhere", **at_record)
    return replace(whole, **more)


def day_of(session: TrainingSession) -> Day:
    return Day(session.days[0].on, session.days[0].starts, session.days[0].ends)


# --- Rules ---


@pytest.mark.parametrize(
    ("given", "written"), [("nb12cd", "NB1 2CD"), ("NB1 2CD", "NB1 2CD"), (" sw1a  1aa ", "SW1A 1AA")]
)
def test_a_postcode_is_written_in_one_way(given: str, written: str) -> None:
    assert rules.written_postcode(given) == written


@pytest.mark.parametrize("given", ["", "NB1", "NB1 2C", "12345", "NB1 2CD NB1"])
def test_what_is_no_postcode_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=f"^{given}$"):
        rules.written_postcode(given)


def test_the_map_is_openstreetmaps_chosen_or_looked_for() -> None:
    assert rules.is_on_the_map("https://www.openstreetmap.org/way/1")
    for address in ("http://www.openstreetmap.org/", "https://maps.example.org/", "javascript:alert(1)", "https://["):
        assert not rules.is_on_the_map(address)
    assert Venue(postcode="NB1 2CD").map_link == "https://www.openstreetmap.org/search?query=NB1+2CD"
    assert Venue(postcode="", map_address="").map_link == ""
    assert Venue(postcode="NB1 2CD", map_address="https://osm.org/go/x").map_link == "https://osm.org/go/x"


# --- Sessions at a record ---


def test_a_session_takes_its_records_name_and_keeps_to_it(app: Flask) -> None:
    manager, room = a_manager(), a_room()
    session = sessions.add_session(a_course(), details(room), by=manager, at=NOW)
    assert (session.where, session.venue_record) == ("Garden Room, Town Hall, Northbridge", room.venue)
    services.edit_room(room, name="Blue Room", capacity=30, by=manager, at=NOW)
    services.edit_venue(room.venue, VenueDetails("Guildhall", address="1 Mill Lane"), by=manager, at=NOW)
    db.session.expire_all()
    assert session.where == "Blue Room, Guildhall"
    assert session.location == "Blue Room, Guildhall: 1 Mill Lane"
    assert entries_of(session, address="")[0].where == session.location


def test_a_room_holds_only_so_many(app: Flask) -> None:
    manager, room = a_manager(), a_room(capacity=19)
    with pytest.raises(RoomTooSmall, match="Garden Room holds 19"):
        sessions.add_session(a_course(), details(room), by=manager, at=NOW)
    hybrid = sessions.add_session(a_course(), details(room, delivery=Delivery.HYBRID), by=manager, at=NOW)
    assert hybrid.where == "Garden Room, Town Hall, Northbridge and online"
    with pytest.raises(PlaceUnknown):
        sessions.add_session(a_course(), details(venue_id=a_venue("Other").id, room_id=room.id), by=manager, at=NOW)


def test_a_session_over_capacity_already_can_still_change_its_trainers(app: Flask) -> None:
    room, session = a_room(capacity=5), a_session(places=20)
    held_in(room, session)
    standing = SessionDetails([day_of(session)], 20, Delivery.VENUE, venue_id=room.venue_id, room_id=room.id)
    sessions.edit_session(session, standing, by=a_manager(), at=NOW)
    assert session.where == room.called


def test_names_are_taken_once_and_a_room_in_use_stays(app: Flask) -> None:
    manager, room = a_manager(), a_room()
    with pytest.raises(VenueNameTaken):
        services.add_venue(VenueDetails("town hall,  NORTHBRIDGE"), by=manager, at=NOW)
    with pytest.raises(RoomNameTaken):
        services.add_room(room.venue, name="garden room", capacity=3, by=manager, at=NOW)
    session = held_in(room, a_session())
    with pytest.raises(RoomInUse):
        services.remove_room(room, by=manager, at=NOW)
    held_in(room.venue, session)
    services.remove_room(room, by=manager, at=NOW)
    assert db.session.query(VenueRoom).count() == 0


# --- Merging ---


def test_free_text_is_merged_into_a_record_and_nobody_is_written_to(app: Flask) -> None:
    manager, venue = a_manager(), a_venue()
    told, other = a_session(venue="Town hall"), a_session(venue="TOWN HALL ")
    elsewhere, online = a_session(venue="Library"), a_session(venue="Town hall", delivery=Delivery.VIRTUAL)
    booking = a_booking(told)
    found = queries.free_text_venues(at=NOW).items
    assert [(each.words, each.sessions, each.to_come) for each in found] == [
        ("Library", 1, 1),
        ("Town hall", 1, 1),
        ("TOWN HALL ", 1, 1),
    ]
    assert services.merge_free_text(["Town hall", "TOWN HALL "], venue, by=manager, at=NOW) == 2
    db.session.expire_all()
    assert [each.venue_id for each in (told, other, elsewhere, online)] == [venue.id, venue.id, None, None]
    assert told.where == venue.name
    assert mail_to(booking.practitioner.email) == []
    (entry,) = db.session.query(AuditEntry).filter_by(verb=Verb.MERGED_VENUE)
    assert entry.data == {"sessions": 2, "words": "TOWN HALL  · Town hall"}
    with pytest.raises(NothingToMerge):
        services.merge_free_text(["Town hall"], venue, by=manager, at=NOW)


def test_the_office_sees_what_is_merged_before_it_is(office: Visitor) -> None:
    a_session(a_course("Complex Neglect"), venue="Town hall")
    page = office.open_page("/manage/venues").click("free text")
    assert "choose the venue" in page.press("See what changes", words=None).words
    page = page.press("See what changes", words="Town hall", into="new").press("Add the venue", postcode="nb12cd")
    assert page.h1 == "Merge into Town hall"
    assert "Complex Neglect Town hall Town hall" in page.words
    assert db.session.query(TrainingSession).one().venue_id is None
    page = page.press("Merge")
    assert page.notice == "1 session is held at Town hall now. Nobody was written to."
    assert db.session.query(TrainingSession).one().location == "Town hall: NB1 2CD"


# --- Pages ---


def test_a_venue_and_its_rooms_are_kept_on_pages(office: Visitor) -> None:
    page = office.open_page("/manage/venues").click("Add a venue")
    wrong = {"postcode": "NB1", "map_address": "https://maps.example.org/x", "usual_cost": "1,000,000,000"}
    bad = page.press("Add the venue", name="", **wrong)
    assert bad.problems == [
        "Enter the name of the venue",
        "Enter a whole postcode, such as NB1 2CD",
        "Enter an address that begins with https://www.openstreetmap.org/",
        "Enter less than £21 million",
    ]
    page = page.press("Add the venue", name="Town Hall", postcode="NB1 2CD", usual_cost="£120")
    assert page.h1 == "Town Hall"
    assert "£120" in page.words
    page = page.press("Add the room", name="Garden Room", capacity="30")
    assert page.press("Add the room", name="Garden room", capacity="3").refuses(RoomNameTaken)
    page = page.click("Garden Room").press("Save the room", name="Blue Room", capacity="0")
    assert page.problems == ["Enter from 1 to 5,000 people"]
    assert "Blue Room" in page.press("Save the room", capacity="25").words
    page = page.visitor.open_page("/manage/venues").click("Town Hall").click("Edit the venue")
    assert "Retired" in page.press("Save the venue", is_retired="y").words
    assert not office.open_page(f"/manage/courses/{a_course().id}/sessions/new").soup.find(id="venue_place")


def test_a_session_is_held_in_a_room_by_its_form_and_moved_by_the_offices(office: Visitor) -> None:
    room, other = a_room(), a_room(a_venue("Library, Ashton Green"), "Hall", 12)
    form = office.open_page(f"/manage/courses/{a_course().id}/sessions/new")
    typed = {"days-0-on": "2027-01-12", "days-0-starts": "09:30", "days-0-ends": "13:00", "places": "20"}
    typed |= {"delivery": "venue", "venue_place": f"{room.venue_id}-{room.id}"}
    both = form.press("Save as a draft", **typed, venue="Elsewhere")
    assert both.problems == ["Choose a venue above or type one here, not both"]
    page = both.press("Save as a draft", venue="")
    assert "Garden Room, Town Hall, Northbridge" in page.words
    page = page.press("Publish")
    booking = a_booking(db.session.query(TrainingSession).one())
    moved = page.click("Move or change it")
    small = moved.press("See who is told what", venue_place=f"{other.venue_id}-{other.id}")
    assert small.problems == ["Hall holds 12. Offer fewer places or choose another room."]
    small.press("See who is told what", venue_place=str(other.venue_id)).press("Change the session")
    (letter,) = mail_to(booking.practitioner.email)
    assert "was Garden Room, Town Hall, Northbridge, is now Library, Ashton Green" in letter.text
    where = "Library, Ashton Green\nHigh Street, Northbridge, NB1 2CD\nMap: https://www.openstreetmap.org"
    assert where in letter.revealed_text()
    (entry,) = icalendar.Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert str(entry["LOCATION"]) == "Library, Ashton Green: High Street, Northbridge, NB1 2CD"


def test_how_to_get_in_is_for_those_with_a_place(visitor: Visitor) -> None:
    venue = a_venue(access="A lift.", parking="Behind the hall.", joining_notes="Ring at the side door.")
    booking = a_booking(held_in(venue, a_session()))
    public = visitor.open_page(f"/sessions/{booking.session_id}")
    assert public.has_link("See it on OpenStreetMap")
    for words in ("High Street, Northbridge, NB1 2CD", "A lift.", "Behind the hall."):
        assert words in public.words
    assert "side door" not in public.words
    visitor.sign_in(booking.practitioner)
    assert "Ring at the side door." in visitor.open_page(f"/bookings/{booking.id}").words
