"""The file of sessions to come: one line a booking, the session's own columns on the first of its lines at least."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from app.booking.cut_over_file.refusals import BadCutOverFile, Complaint
from app.core.clock import from_london
from app.files.tables import Expected, Table, read_csv_table, read_table
from app.programme.years import rules_imports
from app.web.dates import read_date, read_time

T = TypeVar("T")

SESSION_COLUMNS = tuple(name for name in rules_imports.COLUMNS if name != "open")
BOOKING_COLUMNS = (
    *("status", "place in line", "name", "email", "agency", "sector", "job role", "team"),
    *("manager name", "manager email", "booked on", "free until", "access needs", "dietary needs"),
)
_FIRST = SESSION_COLUMNS[: SESSION_COLUMNS.index("trainers")]
COLUMNS = (*_FIRST, *BOOKING_COLUMNS, *(name for name in SESSION_COLUMNS if name not in _FIRST))
NEEDED = ("course", "date", "starts")
OTHER_SPELLINGS = {
    **dict.fromkeys(("e-mail", "email address", "e-mail address"), "email"),
    **dict.fromkeys(("manager e-mail", "line manager email", "line manager e-mail"), "manager email"),
    **dict.fromkeys(("line manager", "manager"), "manager name"),
    **dict.fromkeys(("role", "job title"), "job role"),
    **dict.fromkeys(("place on the list", "position"), "place in line"),
    "full name": "name",
}
LONGEST = {"email": 254, "manager email": 254, "access needs": 2000, "dietary needs": 2000}
"""Characters; 200 for the others about a booking."""

FILE = Expected(
    table="file of sessions to come",
    row="session",
    columns="course, date, starts and so on",
    most_rows=2_000,
    most_text=1_000_000,  # the preview sends it back in a form
)


@dataclass
class Line:
    """A line of the file; each reader hands back a value, or complains at its column and hands back None."""

    number: int
    cells: dict[str, str]
    complaints: list[Complaint] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    def complain(self, column: str, words: str) -> None:
        self.complaints.append(Complaint(self.number, column, words))

    def read(self, name: str, reader: Callable[[str], T], expected: str) -> T | None:
        given = self.get(name)
        try:
            return reader(given)
        except ValueError:
            self.complain(name, f"“{given[:40]}” isn’t {expected}" if given else "is empty")
            return None

    @property
    def has_booking(self) -> bool:
        """It tells of somebody; without, of a session alone."""
        return any(self.get(name) for name in BOOKING_COLUMNS)


@dataclass
class SessionLines:
    """The lines of one session: those with the same course and start."""

    first: Line
    title: str
    starts_at: datetime
    lines: list[Line] = field(default_factory=list)

    @property
    def title_key(self) -> str:
        return self.title.casefold()

    @property
    def cells(self) -> list[str]:
        """What its lines say of it, in the order of the columns of a session: the first that says something."""
        return [next(filter(None, (line.get(name) for line in self.lines)), "") for name in SESSION_COLUMNS]

    def cell(self, name: str) -> str:
        return self.cells[SESSION_COLUMNS.index(name)]


def read_file(content: bytes, name: str) -> Table:
    """A CSV or XLSX file. Raises Unreadable."""
    return read_table(content, name, FILE)


def read_csv(text: str) -> Table:
    """What the preview sends back. Raises Unreadable."""
    return read_csv_table(text, FILE)


def lines_of(table: Table) -> list[Line]:
    """Raises BadCutOverFile where the columns aren't those of this file."""
    names = _columns(table.header)
    found = []
    for number, cells in table.lines.items():
        line = Line(number, {name: cell for name, cell in zip(names, cells, strict=False) if name})
        if any(cells[len(names) :]) or any(cell for name, cell in zip(names, cells, strict=False) if not name):
            line.complain("", "something stands in a column that has no name")
        for name in BOOKING_COLUMNS:
            if len(line.get(name)) > LONGEST.get(name, 200):
                line.complain(name, f"is longer than {LONGEST.get(name, 200):,} characters")
        found.append(line)
    return found


def _columns(header: Iterable[str]) -> list[str]:
    """The names of the columns as they are spelled here, "" for one without a name. Raises BadCutOverFile."""
    spelling = {"".join(name.split()): name for name in COLUMNS}
    spelling |= {"".join(other.split()): name for other, name in OTHER_SPELLINGS.items()}
    given = ["".join(name.casefold().replace("_", " ").split()) for name in header]
    names = [spelling.get(name, "") for name in given]
    unknown = [name for name, key in zip(header, given, strict=True) if key and key not in spelling]
    complaints = [
        *(Complaint(1, name[:40], "there is no such column; take it out, or name it as below") for name in unknown),
        *(Complaint(1, name, "the column is there twice") for name in COLUMNS if names.count(name) > 1),
        *(Complaint(1, name, "the column is missing") for name in NEEDED if name not in names),
    ]
    if complaints:
        raise BadCutOverFile(complaints)
    return names


def sessions_of(lines: Iterable[Line]) -> list[SessionLines]:
    """The sessions that the lines tell of, in their order. A line whose session can't be told is complained of."""
    found: dict[tuple[str, datetime], SessionLines] = {}
    for line in lines:
        title = line.get("course")
        if not title:
            line.complain("course", "is empty")
        on = line.read("date", read_date, "a real date, such as 2027-02-08")
        starts = line.read("starts", read_time, "a time, such as 09:30")
        if not title or on is None or starts is None:
            continue
        starts_at = from_london(on, starts)
        session = found.setdefault((title.casefold(), starts_at), SessionLines(line, title, starts_at))
        _must_agree(line, session)
        session.lines.append(line)
    return list(found.values())


def _must_agree(line: Line, session: SessionLines) -> None:
    for name in SESSION_COLUMNS:
        here = line.get(name)
        if here and name not in NEEDED:
            there = next((other for other in session.lines if other.get(name)), line)
            if there.get(name).casefold() != here.casefold():
                line.complain(name, f"“{here[:40]}” here and “{there.get(name)[:40]}” on line {there.number}")


EXAMPLE: tuple[dict[str, Any], ...] = (
    {
        "course": "Neglect",
        "date": "2027-02-08",
        "starts": "09:30",
        "ends": "16:30",
        "places": "20",
        "delivery": "venue",
        "venue": "Town Hall, Northbridge",
        "strand": "core topic",
        "status": "booked",
        "name": "Sam Example",
        "email": "sam@example.org",
        "agency": "Northbridge Hospital Trust",
        "sector": "health",
        "booked on": "2026-11-03",
    },
    {
        "course": "Neglect",
        "date": "2027-02-08",
        "starts": "09:30",
        "status": "waiting",
        "place in line": "1",
        "name": "Alex Example",
        "email": "alex@example.org",
        "agency": "St Cuthbert’s Primary School",
        "sector": "education",
        "booked on": "2026-11-10",
    },
)

WHAT_STANDS = {
    "course": "The title. One that isn’t in the programme needs a strand, and is made",
    "date, starts": "With the course they say which session it is: 2027-02-08, 8 February 2027 or 8/2/2027; 09:30",
    "ends, places, delivery": "Once for each session: on its first line. Delivery is virtual, venue or hybrid",
    "venue, joining link, trainers, learning week": "As in a programme. Trainers are names from the pool",
    "status": "Booked or waiting; empty is booked. Leave out those who cancelled",
    "place in line": "1 for the next of those who wait. Left out, they wait in the order of the file",
    "name, email": "Who it is. The address says whether Coursebook knows them",
    "agency, sector": "One that isn’t on the list is made, for you to look at; its sector may be given",
    "job role, team, manager name, manager email": "May be left out",
    "booked on": "When they booked or asked to wait: the booking terms in force on that day stay theirs",
    "free until": "Until when cancelling was promised to be free. Left out, those terms say it",
    "access needs, dietary needs": "What they need; kept as everybody’s is",
    "date 2, starts 2, ends 2, to 4": "Further days of the session",
    "strand, level, length, summary": "For a course that is made",
}
"""What the columns hold, in the words of the page and of the template file."""
