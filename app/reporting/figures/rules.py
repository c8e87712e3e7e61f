"""The figures, their arithmetic, and the ways they are written out."""

from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from app.web.formatting import share

OPEN = "open"
"""What a row of open sessions stands apart as."""


class By(StrEnum):
    """How a report is divided."""

    COURSE = "course"
    SESSION = "session"
    AGENCY = "agency"
    SECTOR = "sector"
    STRAND = "strand"
    LEVEL = "level"
    LEARNING_WEEK = "learning-week"
    DELIVERY = "delivery"
    TRAINER = "trainer"
    MONTH = "month"
    QUARTER = "quarter"
    AGENCY_AND_COURSE = "agency-and-course"
    SECTOR_AND_COURSE = "sector-and-course"

    @property
    def divides_sessions(self) -> bool:
        """By agency or sector a session is shared: places offered and uptake mean nothing there."""
        return self.by_employer is None

    @property
    def by_employer(self) -> "By | None":
        """Whose bookings they are: what a session is shared by."""
        return next((each for each in (By.AGENCY, By.SECTOR) if self.value.startswith(each.value)), None)

    @property
    def columns(self) -> tuple[str, ...]:
        """What the first columns of a table are called by scripts: two of them where two things are crossed."""
        return tuple(self.value.split("-and-"))

    @property
    def headings(self) -> tuple[str, ...]:
        """The same for people."""
        return tuple("Learning Week" if each == By.LEARNING_WEEK else each.capitalize() for each in self.columns)

    @property
    def shows_names(self) -> bool:
        """Whether a course or an agency is named in it, by the name of the time or of today."""
        return self.by_employer is not None or self in (By.COURSE, By.SESSION)

    @property
    def words(self) -> str:
        """In the middle of a sentence."""
        return "Learning Week" if self is By.LEARNING_WEEK else self.value.replace("-", " ")


class Naming(StrEnum):
    """Under which name a course or an agency is counted that was renamed, or an agency that merged."""

    OF_THE_TIME = "then"
    OF_TODAY = "today"

    @property
    def words(self) -> str:
        return {"then": "under the name of the time", "today": "under the name of today"}[self.value]


@dataclass
class Figures:
    """Sums over sessions that count in the period. The definitions are on the report page.

    `places_allocated` leaves out late cancellations that were refilled, so that it never passes
    places offered; `attended_registered` is `attended` over sessions whose register is closed;
    `head_count` is that of open sessions, which have no names.
    """

    sessions: int = 0
    sessions_cancelled: int = 0
    places_offered: int = 0
    places_allocated: int = 0
    places_registered: int = 0
    attended: int = 0
    walk_ins: int = 0
    head_count: int = 0
    no_shows: int = 0
    late_cancellations: int = 0
    cancellations: int = 0
    excused: int = 0
    left_early: int = 0
    late_refused: int = 0
    registers_outstanding: int = 0
    attended_registered: int = 0

    def is_below(self, review_line: int) -> bool:
        """Whether attendance is below a line in percent, unrounded: 84.9 is below 85 though it prints as 85."""
        return 100 * self.attended_registered < review_line * self.places_registered

    @property
    def is_there(self) -> bool:
        """Whether anything at all was counted."""
        return any(getattr(self, each.name) for each in fields(self))

    def add(self, other: "Figures") -> None:
        for name, value in vars(other).items():
            if value:
                setattr(self, name, getattr(self, name) + value)

    @property
    def attendances(self) -> int:
        """Attended, walk-ins, and the heads counted at open sessions."""
        return self.attended + self.walk_ins + self.head_count

    @property
    def uptake_percent(self) -> int | None:
        return share(self.places_allocated, self.places_offered)

    @property
    def attendance_percent(self) -> int | None:
        return share(self.attended_registered, self.places_registered)


@dataclass
class ReportRow:
    """A line of the report; `kind` says what stands apart: bespoke, open or e-learning.

    `name` is what scripts know it by, `labels` what people read, a word for each column. `key` finds it again: in
    another year, and beneath its figures. `people` are the different persons behind its attendances, once counted.
    """

    name: str
    figures: Figures
    kind: str = ""
    labels: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    people: int | None = None

    @property
    def label(self) -> str:
        return ", ".join(self.labels) or self.name

    @property
    def in_query(self) -> str:
        """As an address asks for what lies beneath it, after what it asks of the report."""
        return urlencode({"row": list(self.key), **({"part": self.kind} if self.kind else {})}, doseq=True)


@dataclass(frozen=True)
class RowAsked:
    """A line of a report that somebody looks beneath; the total of the programme has no key."""

    by: By
    kind: str = ""
    key: tuple[Any, ...] = ()


@dataclass
class Report:
    """The planned programme in rows and total; what is told apart from it in `apart`. Dates inclusive."""

    since: date
    until: date
    by: By
    rows: list[ReportRow] = field(default_factory=list)
    total: Figures = field(default_factory=Figures)
    apart: list[ReportRow] = field(default_factory=list)
    people: int | None = None

    def as_numbers(self, row: ReportRow) -> dict[str, Any]:
        """One line in the names that scripts rely on."""
        figures = row.figures
        numbers = {each.name: getattr(figures, each.name) for each in fields(figures)}
        del numbers["attended_registered"], numbers["head_count"]
        numbers["attendances"] = figures.attendances
        numbers["uptake_percent"] = figures.uptake_percent
        numbers["attendance_percent"] = figures.attendance_percent
        if not self.by.divides_sessions:
            numbers["places_offered"] = numbers["uptake_percent"] = None
            numbers["share_percent"] = None if row.kind else self.share_percent(figures)
        return {"name": row.name, **({"kind": row.kind} if row.kind else {}), **numbers}

    def share_percent(self, figures: Figures) -> int | None:
        """Of all places allocated in the period."""
        return share(figures.places_allocated, self.total.places_allocated)

    def rows_below(self, review_line: int) -> list[ReportRow]:
        """The lines whose attendance is below a line in percent."""
        return [row for row in self.rows if row.figures.is_below(review_line)]

    @property
    def total_row(self) -> ReportRow:
        return ReportRow("Total", self.total, people=self.people)


def as_many_cells(names: tuple[str, ...], by: By) -> tuple[str, ...]:
    """A name for each of the first columns: "Total" leaves the second one empty."""
    return (*names, *[""] * (len(by.columns) - len(names)))
