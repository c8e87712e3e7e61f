"""Calendar entries that update: a stable UID, a rising SEQUENCE, times in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, urlencode

from icalendar import Calendar, Event, vCalAddress, vText
from werkzeug.wrappers import Response

MOST_WORDS = 900
"""Characters of a description that go into an address."""


@dataclass(frozen=True)
class Entry:
    """One event. `sequence` rises with each change of the same `uid`.

    `organizer` is who first sent it, if that is known: programs take an update from nobody else.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str
    words: str
    is_cancelled: bool = False
    organizer: str = ""


def write(
    entries: list[Entry], *, method: str, at: datetime, organizer: str = "", attendee: str = "", name: str = ""
) -> str:
    """An iCalendar file. In mail, METHOD:REQUEST invites or updates an attendee and METHOD:CANCEL takes away;

    a feed and an invitation to be forwarded are METHOD:PUBLISH, without an attendee; a feed has a name.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Coursebook//Training//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("sequence", entry.sequence)
        event.add("dtstamp", at)
        event.add("dtstart", entry.starts_at)
        event.add("dtend", entry.ends_at)
        event.add("summary", entry.title)
        event.add("location", entry.where)
        event.add("description", entry.words)
        event.add("status", "CANCELLED" if entry.is_cancelled or method == "CANCEL" else "CONFIRMED")
        if entry.organizer or organizer:
            event["organizer"] = vCalAddress(f"mailto:{entry.organizer or organizer}")
        if attendee:
            person = vCalAddress(f"mailto:{attendee}")
            person.params["partstat"] = vText("ACCEPTED")
            person.params["rsvp"] = vText("FALSE")
            event.add("attendee", person, encode=False)
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


@dataclass(frozen=True)
class AddLinks:
    """Where one entry is added to a calendar on the web: the form there is filled in, and its reader saves it.

    Nothing is told to anybody before the link is pressed. What is saved there has a name of its own, so it follows no
    later change.
    """

    starts_at: datetime
    outlook: str
    google: str


def links_to_add(entries: list[Entry]) -> list[AddLinks]:
    return [AddLinks(entry.starts_at, _outlook(entry), _google(entry)) for entry in entries]


def _outlook(entry: Entry) -> str:
    """The calendar of an account at work or school. Its description is HTML there."""
    asked = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": f"{entry.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{entry.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "location": entry.where,
        "body": escape(_in_an_address(entry.words), quote=False).replace("\n", "<br>"),
    }
    return f"https://outlook.office.com/calendar/0/deeplink/compose?{urlencode(asked, quote_via=quote)}"


def _google(entry: Entry) -> str:
    asked = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": "/".join(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (entry.starts_at, entry.ends_at)),
        "location": entry.where,
        "details": _in_an_address(entry.words),
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(asked, quote_via=quote)}"


def _in_an_address(words: str) -> str:
    """As much as an address takes. The last part, which says where the booking is, stays."""
    opening, _, end = words.rpartition("\n\n")
    if len(opening) > MOST_WORDS:
        opening = opening[:MOST_WORDS].rsplit(" ", 1)[0] + " …"
    return "\n\n".join(filter(None, (opening, end)))


def as_download(text: str, name: str) -> Response:
    """A file that a browser hands to the calendar program."""
    return Response(text, mimetype="text/calendar", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def webcal(address: str) -> str:
    """The address of a feed as calendar programs subscribe to it."""
    return f"webcal://{address.partition('://')[2]}"
