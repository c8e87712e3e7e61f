"""Calendar entries that update: a stable UID, a rising SEQUENCE, times in UTC."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event, vCalAddress, vText


@dataclass(frozen=True)
class Entry:
    """One event. `sequence` rises with each change of the same `uid`."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    where: str
    words: str
    is_cancelled: bool = False


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
        if organizer:
            event["organizer"] = vCalAddress(f"mailto:{organizer}")
        if attendee:
            person = vCalAddress(f"mailto:{attendee}")
            person.params["partstat"] = vText("ACCEPTED")
            person.params["rsvp"] = vText("FALSE")
            event.add("attendee", person, encode=False)
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")
