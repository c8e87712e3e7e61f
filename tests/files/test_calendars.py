"""Calendar entries, read back by a calendar library as a mail program would."""

from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from icalendar import Calendar

from app.core import clock
from app.files.calendars import Entry, links_to_add, webcal, write

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def an_entry(**more: Any) -> Entry:
    details: dict[str, Any] = {
        "uid": "booking-1-day-1@coursebook",
        "sequence": 0,
        "title": "Complex neglect",
        "starts_at": datetime(2026, 12, 3, 9, 30, tzinfo=UTC),
        "ends_at": datetime(2026, 12, 3, 16, 30, tzinfo=UTC),
        "where": "Town Hall, Northbridge",
        "words": "Your bookings: http://coursebook.test/bookings",
    }
    return Entry(**(details | more))


def read_back(*entries: Entry, method: str = "REQUEST") -> tuple[Any, list[Any]]:
    text = write(list(entries), method=method, at=AT, organizer="training@example.org", attendee="ann@example.org")
    calendar = Calendar.from_ical(text)
    return calendar, list(calendar.walk("VEVENT"))


def test_an_invitation_says_what_when_where_and_who() -> None:
    calendar, [event] = read_back(an_entry())
    assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
    assert event["uid"] == "booking-1-day-1@coursebook"
    assert event["summary"] == "Complex neglect"
    assert event["location"] == "Town Hall, Northbridge"
    assert event.decoded("dtstamp") == AT
    assert event["status"] == "CONFIRMED"
    assert event["organizer"] == "mailto:training@example.org"
    assert event["attendee"] == "mailto:ann@example.org"
    assert event["attendee"].params["PARTSTAT"] == "ACCEPTED"


def test_a_cancellation_has_the_method_and_status_that_take_the_entry_away() -> None:
    calendar, [event] = read_back(an_entry(sequence=1), method="CANCEL")
    assert calendar["method"] == "CANCEL"
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


def test_times_are_in_utc_on_both_sides_of_a_clock_change() -> None:
    """The clocks go forward on Sunday 28 March 2027: half past nine in London is 09:30 and then 08:30 in UTC."""
    friday, monday = (clock.from_london(date(2027, 3, day), time(9, 30)) for day in (26, 29))
    _, events = read_back(
        an_entry(starts_at=friday, ends_at=clock.from_london(date(2027, 3, 26), time(13, 30))),
        an_entry(uid="2", starts_at=monday, ends_at=clock.from_london(date(2027, 3, 29), time(13, 30))),
    )
    assert [event["dtstart"].to_ical() for event in events] == [b"20270326T093000Z", b"20270329T083000Z"]
    assert [event["dtend"].to_ical() for event in events] == [b"20270326T133000Z", b"20270329T123000Z"]


def test_commas_semicolons_accents_and_long_titles_come_back_as_they_were() -> None:
    title = "Łódź; trio of vulnerabilities, “toxic trio”: " + "harm " * 40
    text = write([an_entry(title=title)], method="REQUEST", at=AT, organizer="t@example.org", attendee="a@example.org")
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert event["summary"] == title
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_title_with_a_line_break_adds_no_line_of_its_own() -> None:
    calendar, events = read_back(an_entry(title="Neglect\r\nMETHOD:CANCEL\r\nEND:VEVENT"))
    assert calendar["method"] == "REQUEST"
    assert len(events) == 1
    assert events[0]["status"] == "CONFIRMED"


def test_a_session_of_two_days_has_an_entry_for_each() -> None:
    _, events = read_back(an_entry(), an_entry(uid="booking-1-day-2@coursebook"))
    assert [event["uid"] for event in events] == ["booking-1-day-1@coursebook", "booking-1-day-2@coursebook"]


# Adding one by oneself


def test_outlook_and_google_are_given_what_when_and_where() -> None:
    title, where = "Neglect & harm: “what’s next?”", "Town Hall; https://meet.example.org/a?b=1&c=2"
    entry = an_entry(title=title, where=where, words="Bring a <case>.\n\nhttp://coursebook.test/bookings/1")
    [links] = links_to_add([entry])
    outlook, google = urlsplit(links.outlook), urlsplit(links.google)
    assert (outlook.scheme, outlook.netloc, google.netloc) == ("https", "outlook.office.com", "calendar.google.com")
    assert "+" not in outlook.query + google.query  # Outlook would show it as it is
    asked = dict(parse_qsl(outlook.query))
    assert (asked["subject"], asked["location"]) == (title, where)
    assert (asked["startdt"], asked["enddt"]) == ("2026-12-03T09:30:00Z", "2026-12-03T16:30:00Z")
    assert asked["body"] == "Bring a &lt;case&gt;.<br><br>http://coursebook.test/bookings/1"
    asked = dict(parse_qsl(google.query))
    assert (asked["text"], asked["location"]) == (title, where)
    assert asked["dates"] == "20261203T093000Z/20261203T163000Z"
    assert asked["details"] == "Bring a <case>.\n\nhttp://coursebook.test/bookings/1"


def test_an_address_keeps_where_the_booking_is_however_much_the_entry_says() -> None:
    [links] = links_to_add([an_entry(words="parking " * 2000 + "\n\nhttp://coursebook.test/bookings/1")])
    for address in (links.outlook, links.google):
        assert len(address) < 2000
        assert unquote(address).replace("<br>", "\n").endswith("parking …\n\nhttp://coursebook.test/bookings/1")


def test_a_feed_is_subscribed_to_by_webcal() -> None:
    assert webcal("https://training.example.org/calendar/programme.ics") == (
        "webcal://training.example.org/calendar/programme.ics"
    )
