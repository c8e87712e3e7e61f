"""Reading a past register: one row per booking, every bad line named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from app.attendance.past_registers import refusals
from app.booking.states import MARKS, Outcome
from app.core.clock import exists_in_london, to_london
from app.files.tables import UTF_8, BadLine, Row, Undecodable, decoded, rows_of
from app.personal.rules_addresses import NotAnAddress, normal_address
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery
from app.settings.rules_lists import Sectors
from app.web.dates import iso_moment

COLUMNS = ["course", "strand", "starts", "ends", "places", "delivery", "agency", "sector", "email", "name", "outcome"]
REFILLED = "refilled"
"""A twelfth column that may be there: "yes" at a late cancellation whose place somebody else took."""

ALLOCATED = (*MARKS, Outcome.LATE_CANCELLED)
STATES_OF_PAST_BOOKINGS = (*MARKS, Outcome.WALK_IN)
LONGEST = {"course": 200, "agency": 200, "name": 200, "email": 254}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class PastBooking:
    line: int
    email: str
    name: str
    agency: str
    sector: str | None
    outcome: Outcome
    is_refilled: bool = False

    @property
    def is_allocated(self) -> bool:
        """It takes a place: of a late cancellation that was refilled, the refill does."""
        return self.outcome in ALLOCATED and not self.is_refilled


@dataclass
class PastSession:
    """A course and a start, in London wall-clock time; `line` is where it first stands."""

    line: int
    course: str
    strand: Strand
    starts: datetime
    ends: datetime
    places: int
    delivery: Delivery
    bookings: list[PastBooking] = field(default_factory=list)
    outcomes: set[Outcome | None] = field(default_factory=set)

    @property
    def key(self) -> tuple[str, datetime]:
        return self.course.casefold(), self.starts

    @property
    def is_cancelled(self) -> bool:
        """All of its rows say that we cancelled it: it offers no places."""
        return self.outcomes == {Outcome.CANCELLED_BY_US}

    @property
    def allocated(self) -> int:
        return sum(booking.is_allocated for booking in self.bookings)

    @property
    def attended(self) -> int:
        return sum(booking.outcome is Outcome.ATTENDED for booking in self.bookings)

    @property
    def refilled(self) -> list[PastBooking]:
        return [booking for booking in self.bookings if booking.is_refilled]

    @property
    def refills(self) -> int:
        """How many bookings there are that can have taken the place of a late cancellation."""
        return sum(booking.outcome in MARKS for booking in self.bookings)

    @property
    def days(self) -> list[Day]:
        """Its days, each between the same hours; of more than a week, the first and the last."""
        first, last = self.starts.date(), self.ends.date()
        if first == last:
            return [Day(first, self.starts.time(), self.ends.time())]
        dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        if len(dates) > 7:
            dates = [first, last]
        if self.starts.time() < self.ends.time():
            return [Day(on, self.starts.time(), self.ends.time()) for on in dates]
        return [Day(first, self.starts.time(), time(23, 59)), Day(last, time(0, 0), max(self.ends.time(), time(0, 1)))]


def read_register(content: bytes, sectors: Sectors, *, at: datetime) -> list[PastSession]:
    """The sessions of a register file, in its order; at `at` they must be over.

    Raises BadRegisterFile with every bad line.
    """
    reading = _Reading(to_london(at).replace(tzinfo=None), sectors)
    try:
        for line, cells in _lines(content, reading):
            reading.read(line, cells)
    except _Unreadable as unreadable:
        reading.complaints.append((unreadable.line, unreadable.reason))
    reading.check_places()
    if reading.complaints:
        ordered = sorted(reading.complaints, key=lambda complaint: complaint[0])
        raise refusals.BadRegisterFile([f"line {line}: {reason}" for line, reason in ordered])
    return list(reading.sessions.values())


def _lines(content: bytes, reading: "_Reading") -> Iterator[Row]:
    """Line numbers and cells after the header, which is line 1. Raises _Unreadable."""
    try:
        rows = rows_of(decoded(content, UTF_8), ",")
        reading.columns = next(rows, Row(1, [])).cells
        if reading.columns not in (COLUMNS, [*COLUMNS, REFILLED]):
            raise _Unreadable(1, f"the columns must be {','.join(COLUMNS)}")
        yield from (row for row in rows if row.cells)
    except Undecodable as error:
        raise _Unreadable(error.line, "this isn't UTF-8; save the file as UTF-8 and try again") from error
    except BadLine as error:
        raise _Unreadable(error.line, error.reason) from error


class _Unreadable(Exception):
    """Nothing can be read from this line on."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class _Reading:
    """What has been read so far, and what was wrong with it."""

    def __init__(self, now: datetime, sectors: Sectors) -> None:
        self.now, self.sectors = now, sectors
        self.columns = COLUMNS
        self.sessions: dict[tuple[str, datetime], PastSession] = {}
        self.complaints: list[tuple[int, str]] = []
        self._strands: dict[str, tuple[int, Strand]] = {}
        self._sectors: dict[str, tuple[int, str]] = {}
        self._live: dict[tuple[str, datetime, str], int] = {}

    def read(self, line: int, cells: list[str]) -> None:
        try:
            self._read(line, [" ".join(cell.split()) for cell in cells])
        except ValueError as error:
            self.complaints.append((line, str(error)))

    def check_places(self) -> None:
        for session in self.sessions.values():
            if not session.is_cancelled and session.allocated > session.places:
                self.complaints.append(
                    (session.line, f"{session.places} places, but {session.allocated} were allocated on this session")
                )
            if len(session.refilled) > session.refills:
                self.complaints.append(
                    (session.line, f"{len(session.refilled)} refilled, but {session.refills} bookings to refill them")
                )

    def _read(self, line: int, cells: list[str]) -> None:
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} columns instead of {len(self.columns)}")
        row = {REFILLED: ""} | dict(zip(self.columns, cells, strict=True))
        _must_be_plain(row)
        session = _session(line, row)
        if session.ends > self.now:
            raise ValueError(f"it ends {_said(session.ends)}, still to come: this is for registers of the past")
        session = self._same_session(session)
        if not row["email"]:
            session.outcomes.add(_one_of(Outcome, row["outcome"], "outcome") if row["outcome"] else None)
            return
        booking = _booking(line, row, self.sectors)
        self._must_agree_on_sector(booking)
        self._must_be_alone(session, booking)
        session.outcomes.add(booking.outcome)
        session.bookings.append(booking)

    def _same_session(self, session: PastSession) -> PastSession:
        """The session as it stood before, if it did; what contradicts it is refused."""
        line, strand = self._strands.setdefault(session.course.casefold(), (session.line, session.strand))
        if strand is not session.strand:
            raise ValueError(f"the course is {session.strand} here and {strand} on line {line}")
        earlier = self.sessions.setdefault(session.key, session)
        for name in ("ends", "places", "delivery"):
            here, there = getattr(session, name), getattr(earlier, name)
            if here != there:
                raise ValueError(f"{name} is {_said(here)} here and {_said(there)} on line {earlier.line}")
        return earlier

    def _must_agree_on_sector(self, booking: PastBooking) -> None:
        if booking.agency and booking.sector:
            line, sector = self._sectors.setdefault(booking.agency.casefold(), (booking.line, booking.sector))
            if sector != booking.sector:
                raise ValueError(f"{booking.agency} is {booking.sector} here and {sector} on line {line}")

    def _must_be_alone(self, session: PastSession, booking: PastBooking) -> None:
        if booking.outcome in STATES_OF_PAST_BOOKINGS:
            line = self._live.setdefault((*session.key, booking.email), booking.line)
            if line != booking.line:
                raise ValueError(f"{booking.email} is on this session already, on line {line}")


def _session(line: int, row: dict[str, str]) -> PastSession:
    if not row["course"]:
        raise ValueError("course is empty")
    strand = _one_of(Strand, row["strand"], "strand")
    starts, ends = _wall_clock(row["starts"], "starts"), _wall_clock(row["ends"], "ends")
    if ends <= starts:
        raise ValueError(f"it ends ({_said(ends)}) before it starts ({_said(starts)})")
    delivery = _one_of(Delivery, row["delivery"], "delivery")
    if any(day.ends <= day.starts for day in PastSession(line, "", strand, starts, ends, 0, delivery).days):
        raise ValueError(f"it ends ({_said(ends)}) in the night after it starts ({_said(starts)}): give one day")
    return PastSession(line, row["course"], strand, starts, ends, _places(row["places"]), delivery)


def _booking(line: int, row: dict[str, str], sectors: Sectors) -> PastBooking:
    outcome = _one_of(Outcome, row["outcome"], "outcome")
    try:
        email = normal_address(row["email"])
    except NotAnAddress:
        raise ValueError(f"{row['email']!r} is not an e-mail address") from None
    sector = sectors.key_of(row["sector"])
    if row["sector"] and sector is None:
        names = ", ".join(entry.name for entry in sectors.all)
        raise ValueError(f"unknown sector {row['sector']!r}; it can be {names}")
    name = row["name"] or email[: LONGEST["name"]]
    return PastBooking(line, email, name, row["agency"], sector, outcome, _is_refilled(row[REFILLED], outcome))


def _is_refilled(given: str, outcome: Outcome) -> bool:
    if given.casefold() not in ("", "yes", "no"):
        raise ValueError(f"refilled {given!r} can be yes or no")
    if given.casefold() == "yes" and outcome is not Outcome.LATE_CANCELLED:
        raise ValueError(f"refilled goes with {Outcome.LATE_CANCELLED}, not with {outcome}")
    return given.casefold() == "yes"


def _must_be_plain(row: dict[str, str]) -> None:
    for column, words in row.items():
        if _CONTROL.search(words):
            raise ValueError(f"{column} holds a control character")
        if len(words) > LONGEST.get(column, 200):
            raise ValueError(f"{column} is longer than {LONGEST.get(column, 200)} characters")


def _one_of(kinds: Any, given: str, column: str) -> Any:
    try:
        return kinds(given)
    except ValueError:
        raise ValueError(f"unknown {column} {given!r}; it can be {', '.join(kinds)}") from None


def _wall_clock(given: str, column: str) -> datetime:
    try:
        instant = iso_moment(given)
        if not date(1990, 1, 1) <= instant.date() <= date(2200, 1, 1):
            raise ValueError
        if not exists_in_london(instant.date(), instant.time()):
            raise ValueError
    except ValueError:
        raise ValueError(f"{column} {given!r} is not a date and time such as 2013-04-23T09:30") from None
    return instant


def _places(given: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,7}", given):
        raise ValueError(f"places {given!r} is not a whole number")
    if int(given) < 0:
        raise ValueError(f"places is below zero: {given}")
    return int(given)


def _said(value: object) -> str:
    return f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else str(value)
