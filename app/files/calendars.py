"""Calendar entries that update: a stable UID, a rising SEQUENCE, times in UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Response

MOST_WORDS = 900
"""Characters of a description that go into an address."""

LONGEST_LINE = 75
"""Octets."""

_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})


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
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Coursebook//Training//EN", f"METHOD:{method}"]
    if name:
        lines.append(f"X-WR-CALNAME:{_words(name)}")
    for entry in entries:
        lines += _event(entry, method=method, at=at, organizer=entry.organizer or organizer, attendee=attendee)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(entry: Entry, *, method: str, at: datetime, organizer: str, attendee: str) -> Iterator[str]:
    """Its lines, not folded yet."""
    yield "BEGIN:VEVENT"
    yield f"UID:{_words(entry.uid)}"
    yield f"SEQUENCE:{entry.sequence}"
    yield f"DTSTAMP:{_in_utc(at)}"
    yield f"DTSTART:{_in_utc(entry.starts_at)}"
    yield f"DTEND:{_in_utc(entry.ends_at)}"
    yield f"SUMMARY:{_words(entry.title)}"
    yield f"LOCATION:{_words(entry.where)}"
    yield f"DESCRIPTION:{_words(entry.words)}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled or method == 'CANCEL' else 'CONFIRMED'}"
    if organizer:
        yield f"ORGANIZER:mailto:{organizer}"
    if attendee:
        yield f"ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{attendee}"
    yield "END:VEVENT"


def _words(text: str) -> str:
    """As a value of type TEXT (RFC 5545, 3.3.11)."""
    return text.translate(_ESCAPED)


def _in_utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> str:
    """No more than 75 octets in a row, and no letter cut in two; what goes on begins with a space (RFC 5545, 3.1)."""
    rest, parts, most = line.encode(), [], LONGEST_LINE
    while len(rest) > most:
        cut = next(cut for cut in range(most, 0, -1) if rest[cut] & 0xC0 != 0x80)  # no byte that goes on with a letter
        parts.append(rest[:cut])
        rest, most = rest[cut:], LONGEST_LINE - 1
    return b"\r\n ".join([*parts, rest]).decode()


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
        "dates": "/".join(map(_in_utc, (entry.starts_at, entry.ends_at))),
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
