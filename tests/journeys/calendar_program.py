"""A calendar program: it parses with ical.js, in Chromium, and keeps what it reads as iTIP (RFC 5546) says.

ical.js is vendored under tests/vendor/ical/. It isn't the library that writes our files, so the two can't agree on a
mistake.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

from tests.conftest import ROOT

ICAL = ROOT / "tests" / "vendor" / "ical" / "ical.min.js"
LONGEST_LINE = 75
"""Octets, without the line's end (RFC 5545, 3.1)."""

_LOAD = """async text => {
  const address = URL.createObjectURL(new Blob([text], {type: "text/javascript"}));
  window.ICAL = (await import(address)).default;
}"""

_READ = """text => {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const london = new Intl.DateTimeFormat(
    "sv-SE", {timeZone: "Europe/London", dateStyle: "short", timeStyle: "short"}
  );
  const when = time => london.format(time.convertToZone(ICAL.Timezone.utcTimezone).toJSDate());
  const events = calendar.getAllSubcomponents("vevent").map(component => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      sequence: event.sequence,
      stamp: component.getFirstPropertyValue("dtstamp").toUnixTime(),
      status: component.getFirstPropertyValue("status"),
      title: event.summary,
      starts: when(event.startDate),
      ends: when(event.endDate),
      zone: event.startDate.zone.tzid,
      where: event.location,
      words: event.description,
      organizer: event.organizer,
      attendees: event.attendees.map(attendee => attendee.getFirstValue()),
    };
  });
  return {method: calendar.getFirstPropertyValue("method"), events};
}"""


@dataclass(frozen=True)
class Event:
    """As ical.js reads it; `starts` and `ends` are London's wall clock, as the browser works it out from UTC."""

    uid: str
    sequence: int
    stamp: int
    status: str
    title: str
    starts: str
    ends: str
    zone: str
    where: str
    words: str
    organizer: str | None
    attendees: list[str]

    @property
    def version(self) -> tuple[int, int]:
        """What is newer has a higher one."""
        return self.sequence, self.stamp


class Parser:
    """ical.js on a blank page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.evaluate(_LOAD, ICAL.read_text(encoding="utf-8"))

    def read(self, text: str) -> tuple[str, list[Event]]:
        """The method and the events of a file, which must keep to the RFC in what ical.js forgives, too."""
        must_keep_the_rfc(text)
        read: Any = self._page.evaluate(_READ, text)
        return read["method"], [Event(**event) for event in read["events"]]


@contextmanager
def a_parser(chromium: Browser) -> Iterator[Parser]:
    """Its page can reach nothing and no other time zone than UTC helps it."""
    with chromium.new_context(timezone_id="Pacific/Auckland", offline=True) as context:
        yield Parser(context.new_page())


class CalendarProgram:
    """Somebody's calendar, by UID. It remembers what was cancelled, so that an older file brings nothing back."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._newest: dict[str, Event] = {}
        self._gone: set[str] = set()

    def read(self, *files: str) -> None:
        """One after the other, as mail comes in."""
        for text in files:
            method, events = self._parser.read(text)
            assert method in ("REQUEST", "PUBLISH", "CANCEL"), method
            for event in events:
                self._take(event, is_cancelled=method == "CANCEL" or event.status == "CANCELLED")

    def subscribe(self, text: str) -> None:
        """A feed is all there is: what it names no more is gone."""
        self._newest.clear()
        self._gone.clear()
        self.read(text)

    @property
    def events(self) -> list[Event]:
        """What its owner sees, soonest first."""
        shown = [event for uid, event in self._newest.items() if uid not in self._gone]
        return sorted(shown, key=lambda event: (event.starts, event.uid))

    @property
    def page(self) -> list[tuple[str, str]]:
        """When and what, soonest first."""
        return [(event.starts, event.title) for event in self.events]

    def _take(self, event: Event, *, is_cancelled: bool) -> None:
        known = self._newest.get(event.uid)
        if known and known.version >= event.version:
            return
        self._newest[event.uid] = event
        (self._gone.add if is_cancelled else self._gone.discard)(event.uid)


# What RFC 5545 demands and ical.js forgives


def must_keep_the_rfc(text: str) -> None:
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert not [line for line in lines if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line)], "a bare line feed or control"
    assert not [line for line in lines if len(line.encode()) > LONGEST_LINE], "a line of over 75 octets"
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert (unfolded[0], unfolded[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    whole, *events = _components(unfolded)
    assert [whole.count(name) for name in ("VERSION", "PRODID", "METHOD")] == [1, 1, 1], whole
    for event in events:
        once = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY")
        assert [event.count(name) for name in once] == [1] * len(once), event
    stamps = [line for line in unfolded if line.startswith("DTSTAMP")]
    assert all(re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", stamp) for stamp in stamps), stamps


def _components(unfolded: list[str]) -> list[list[str]]:
    """The names of the properties: first those of the calendar, then those of each event."""
    found: list[list[str]] = [[]]
    inside = found[0]
    for line in unfolded:
        name = re.split("[:;]", line)[0]
        if line == "BEGIN:VEVENT":
            inside = []
            found.append(inside)
        elif line == "END:VEVENT":
            inside = found[0]
        elif name not in ("BEGIN", "END", ""):
            inside.append(name)
    return found
