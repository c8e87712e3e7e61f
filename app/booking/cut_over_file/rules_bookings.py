"""Who is booked or waits, as the lines of a file tell it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from app.booking.cut_over_file.rules import Line, SessionLines
from app.booking.states import BookingState
from app.core.clock import from_london
from app.personal.rules_addresses import NotAnAddress, normal_address
from app.settings.rules_lists import Sectors
from app.web.dates import Order, read_date, read_moment

STATUSES = {
    **dict.fromkeys(("", "booked", "confirmed"), BookingState.BOOKED),
    **dict.fromkeys(("waiting", "waiting list", "on the waiting list"), BookingState.WAITING),
}


@dataclass(frozen=True)
class BookingToCome:
    """Somebody's place, or place in line, as their line tells it. Instants; None where the line doesn't say."""

    line: int
    state: BookingState
    place_in_line: int | None
    name: str
    email: str
    agency: str
    sector: str | None
    job_role: str
    team: str
    manager_name: str
    manager_email: str
    booked_on: datetime | None
    free_until: datetime | None
    access_needs: str
    dietary_needs: str

    @property
    def is_booked(self) -> bool:
        return self.state is BookingState.BOOKED


def bookings_of(session: SessionLines, sectors: Sectors, *, at: datetime) -> list[BookingToCome]:
    """Who is booked or waits, the waiting in the order of the list; what is wrong with a line is complained of."""
    first_at: dict[str, int] = {}
    found = []
    for line in session.lines:
        if line.has_booking:
            booking = _booking(line, session, sectors, at)
            before = first_at.setdefault(booking.email, line.number)
            if booking.email and before != line.number:
                line.complain("email", f"{booking.email} is on this session already, on line {before}")
            found.append(booking)
    _check_places_in_line(session, found)
    return sorted(found, key=lambda booking: (not booking.is_booked, booking.place_in_line or 0, booking.line))


def _booking(line: Line, session: SessionLines, sectors: Sectors, at: datetime) -> BookingToCome:
    """As the line stands; what can't be read is complained of, and something stands in its place."""
    state = line.read("status", _status, "booked or waiting. Leave out those who cancelled")
    email = line.read("email", _address, "an e-mail address") or ""
    if not line.get("name"):
        line.complain("name", "is empty")
    booked_on = _instant(line, "booked on", time(12))
    if booked_on and booked_on > at:
        line.complain("booked on", f"“{line.get('booked on')}” is still to come")
    free_until = _instant(line, "free until", time(23, 59, 59, 999_999))
    manager_email = line.read("manager email", _address, "an e-mail address") if line.get("manager email") else ""
    sector = sectors.key_of(line.get("sector"))
    if line.get("sector") and sector is None:
        names = ", ".join(entry.name for entry in sectors.all)
        line.complain("sector", f"“{line.get('sector')[:40]}” isn’t one of: {names}")
    place = line.read("place in line", _ordinal, "a number from 1") if line.get("place in line") else None
    if place and state is BookingState.BOOKED:
        line.complain("place in line", "goes with waiting, not with booked")
    return BookingToCome(
        line=line.number,
        state=state or BookingState.BOOKED,
        place_in_line=place,
        email=email,
        sector=sector,
        manager_email=manager_email or "",
        booked_on=booked_on,
        free_until=min(free_until, session.starts_at) if free_until else None,
        **{name.replace(" ", "_"): line.get(name) for name in _PLAIN},
    )


_PLAIN = ("name", "agency", "job role", "team", "manager name", "access needs", "dietary needs")


def _check_places_in_line(session: SessionLines, bookings: Iterable[BookingToCome]) -> None:
    """Given for all who wait or for none, each once."""
    waiting = [booking for booking in bookings if not booking.is_booked]
    by_line = {line.number: line for line in session.lines}
    first_at: dict[int, int] = {}
    for booking in waiting if any(booking.place_in_line for booking in waiting) else ():
        if booking.place_in_line is None:
            by_line[booking.line].complain("place in line", "is empty, and others who wait for this session have one")
        elif first_at.setdefault(booking.place_in_line, booking.line) != booking.line:
            before = first_at[booking.place_in_line]
            by_line[booking.line].complain("place in line", f"{booking.place_in_line} is on line {before}, too")


def _instant(line: Line, name: str, at: time) -> datetime | None:
    """A date, at this hour unless the line gives one; None where it doesn't say, or says what can't be read."""
    if not line.get(name):
        return None
    moment = line.read(name, lambda words: _moment(words, at), "a date, such as 2026-11-03, or a date and a time")
    if moment and moment.tzinfo:
        return moment
    return from_london(moment.date(), moment.time()) if moment else None


def _moment(words: str, at: time) -> datetime:
    try:
        return datetime.combine(read_date(words), at)
    except ValueError:
        return read_moment(words, Order.DAY_FIRST)


def _status(words: str) -> BookingState:
    if words.casefold() not in STATUSES:
        raise ValueError(words)
    return STATUSES[words.casefold()]


def _address(words: str) -> str:
    try:
        return normal_address(words)
    except NotAnAddress as error:
        raise ValueError(words) from error


def _ordinal(words: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", words, re.ASCII):
        raise ValueError(words)
    return int(words)
