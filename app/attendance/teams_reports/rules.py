"""Reading the attendance report that Microsoft Teams saves; docs/teams-import.md tells its shapes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.attendance.names import name_to_compare
from app.attendance.teams_reports import refusals, rules_lines, rules_moments
from app.personal.rules_addresses import NotAnAddress, normal_address
from app.web.dates import Order, read_duration
from app.web.formatting import count, long_date

_LONGEST_NAME = 200
_MOST_LINES = 5_000


@dataclass(frozen=True)
class Stay:
    """From joining to leaving, the latter unknown where the report was saved before; `lasted` is what Teams adds up."""

    joined: datetime
    left: datetime | None
    lasted: timedelta | None = None


@dataclass(eq=False)
class Participant:
    """Somebody as Teams names them, with each of their stays; `number` counts from 1 in the order of the file."""

    number: int
    name: str
    addresses: list[str]
    role: str
    summed_up: list[Stay] = field(default_factory=list)
    in_detail: list[Stay] = field(default_factory=list)

    @property
    def stays(self) -> list[Stay]:
        """The section of activities tells each; where there is none, that of participants sums them up."""
        return self.in_detail or self.summed_up

    @property
    def email(self) -> str:
        return self.addresses[0] if self.addresses else ""

    @property
    def may_lead(self) -> bool:
        """Whether Teams says it, or doesn't say that they only attended."""
        return self.role.casefold() != "attendee"


@dataclass
class TeamsReport:
    """Who was in a meeting on one day. `notes` say how what could be read in several ways was read."""

    title: str
    on: date
    participants: list[Participant]
    notes: list[str]


def read_report(text: str, days: Sequence[date]) -> TeamsReport:
    """A report of one of a session's days. Raises NotATeamsReport or ReportOfAnotherDay."""
    rows = rules_lines.lines_of(text)
    tables = list(rules_lines.tables_of(rows))
    if not any(table.rows for table in tables):
        raise refusals.NotATeamsReport(_what_is_missing(rows, tables))
    if len(rows) > _MOST_LINES:
        raise refusals.NotATeamsReport(
            f"The file has more than {_MOST_LINES:,} lines, which no report of one meeting has."
        )
    notes: list[str] = []
    order = _order_of([row for table in tables for row in table.rows], days, notes)
    people = _Gathered(order)
    for table in tables:
        people.add_table(table)
    on = _day_of(people.participants, days)
    if without_time := sum(table.without_time for table in tables):
        notes.append(f"{count(without_time, 'line has', 'lines have')} no time of joining: left out.")
    if people.unfinished:
        notes.append(
            f"{count(people.unfinished, 'stay has', 'stays have')} no time of leaving: "
            "counted until the end of the session."
        )
    return TeamsReport(rules_lines.title_of(rows)[:_LONGEST_NAME], on, people.participants, notes)


def _what_is_missing(rows: list[rules_lines.Line], tables: list[rules_lines.ReportSection]) -> str:
    if any(table.without_time for table in tables):
        return "This report tells nobody’s times. Your Teams may be set to keep only who attended: mark by hand."
    if tables:
        return "This report names nobody: there are headings, and no line below them."
    first = next((" ".join(filter(None, cells)) for _, cells in rows if any(cells)), "")
    return f"The headings of an attendance report aren’t in this file. It begins “{first[:80]}”. {rules_lines.EXPECTED}"


def _moments(row: rules_lines.ReportLine) -> list[str]:
    return [moment for moment in (row.says("joined"), row.says("left")) if moment]


def _order_of(rows: list[rules_lines.ReportLine], days: Sequence[date], notes: list[str]) -> Order:
    """Whether the file writes the month or the day first: as all of it can be read, and as falls on the session."""
    readable = [
        order
        for order in Order
        if all(rules_moments.read_moment(cell, order) for row in rows for cell in _moments(row))
    ]
    if not readable:
        raise refusals.NotATeamsReport(_unreadable(rows))
    found = {order: frozenset(_when(row, order).on for row in rows) for order in readable}
    fitting = [order for order in readable if found[order] & set(days)]
    if not fitting:
        read = " or ".join(dict.fromkeys(long_date(min(found[order])) for order in readable))
        raise refusals.ReportOfAnotherDay(report=read, session=" and ".join(long_date(day) for day in days))
    if len(set(found.values())) == 1:
        return fitting[0]
    chosen, why = fitting[0], "so they fall on the session"
    if len(fitting) > 1:
        has_half_days = any("m" in cell.casefold() for row in rows for cell in _moments(row))
        chosen = Order.MONTH_FIRST if has_half_days else Order.DAY_FIRST
        why = "the times have AM and PM" if has_half_days else "the times have 24 hours"
    notes.append(f"The dates of this file can be read in two ways. They were read with the {chosen.value}: {why}.")
    return chosen


def _unreadable(rows: list[rules_lines.ReportLine]) -> str:
    for row in rows:
        for cell in _moments(row):
            if not any(rules_moments.read_moment(cell, order) for order in Order):
                return f"Line {row.line}: “{cell[:40]}” isn’t a date and time such as 12/3/2026, 9:58:12 AM."
    return "Some dates of this file have the month first and some the day: they can’t all be read."


def _when(row: rules_lines.ReportLine, order: Order) -> rules_moments.Moment:
    moment = rules_moments.read_moment(row.says("joined"), order, is_utc=row.is_utc)
    assert moment, "the order was chosen because it reads every line"
    return moment


def _day_of(participants: list[Participant], days: Sequence[date]) -> date:
    """The session's day on which most of the joins fall."""
    joined = [rules_moments.Moment(stay.joined).on for person in participants for stay in person.stays]
    return max(days, key=lambda day: (joined.count(day), -days.index(day)))


class _Gathered:
    """The people of a report: a line adds a stay to somebody known by an address, else by name."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.participants: list[Participant] = []
        self._by_address: dict[str, Participant] = {}
        self._by_name: dict[str, list[Participant]] = {}

    @property
    def unfinished(self) -> int:
        return sum(stay.left is None for person in self.participants for stay in person.stays)

    def add_table(self, table: rules_lines.ReportSection) -> None:
        if table.is_of_steps:
            self._add_steps(table.rows)
            return
        for row in table.rows:
            person, stay = self._person(row), self._stay(row)
            (person.summed_up if table.is_summary else person.in_detail).append(stay)

    def _add_steps(self, rows: list[rules_lines.ReportLine]) -> None:
        """Joined and Left, a line each. Somebody on two devices is there until the last of them has left."""
        inside: dict[int, list[datetime]] = {}
        steps = sorted(rows, key=lambda row: _when(row, self.order).at)
        for row in steps:
            person, at = self._person(row), _when(row, self.order).at
            if row.says("action").casefold() in ("joined", "joined before"):
                inside.setdefault(person.number, []).append(at)
            elif row.says("action").casefold() == "left":
                since = inside.get(person.number)
                person.in_detail.append(Stay(since.pop(0) if since else _when(steps[0], self.order).at, at))
            else:
                raise refusals.NotATeamsReport(
                    f"Line {row.line}: “{row.says('action')[:40]}” is neither Joined nor Left."
                )
        for person in self.participants:
            person.in_detail += [Stay(at, None) for at in inside.get(person.number, [])]

    def _stay(self, row: rules_lines.ReportLine) -> Stay:
        joined = _when(row, self.order).at
        left = rules_moments.read_moment(row.says("left"), self.order, is_utc=row.is_utc)
        if left and left.at < joined:
            raise refusals.NotATeamsReport(f"Line {row.line}: this person left before they joined.")
        return Stay(joined, left.at if left else None, _lasted(row))

    def _person(self, row: rules_lines.ReportLine) -> Participant:
        name, addresses = row.says("name")[:_LONGEST_NAME], _addresses(row)
        if not name and not addresses:
            raise refusals.NotATeamsReport(f"Line {row.line} names nobody: the file may be damaged.")
        key = name_to_compare(name)
        known = self._known(key, addresses)
        if known is None:
            known = Participant(len(self.participants) + 1, name or addresses[0], addresses, row.says("role"))
            self.participants.append(known)
            self._by_name.setdefault(key, []).append(known)
        self._by_address.update(dict.fromkeys(addresses, known))
        return known

    def _known(self, key: str, addresses: list[str]) -> Participant | None:
        if addresses:
            return next((self._by_address[given] for given in addresses if given in self._by_address), None)
        alike = self._by_name.get(key, [])
        return alike[0] if len(alike) == 1 else next((person for person in alike if not person.addresses), None)


def _lasted(row: rules_lines.ReportLine) -> timedelta | None:
    given = row.says("lasted")
    try:
        return read_duration(given) if given else None
    except ValueError:
        raise refusals.NotATeamsReport(
            f"Line {row.line}: “{given[:40]}” isn’t a duration such as 1h 2m 3s or 01:02:03."
        ) from None


def _addresses(row: rules_lines.ReportLine) -> list[str]:
    """What of the e-mail address and the sign-in name is an address, once each."""
    found = []
    for given in (row.says("email"), row.says("upn")):
        try:
            found.append(normal_address(given))
        except NotAnAddress:
            continue
    return list(dict.fromkeys(found))
