"""The report as a table of columns: the same ones in CSV and XLSX, and on the page."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.files.spreadsheets import Cell
from app.reporting.figures.rules import Report, ReportRow
from app.reporting.figures.rules_comparison import Comparison
from app.reporting.rules_definitions import DEFINITIONS


@dataclass(frozen=True)
class ReportTable:
    """A report as it was asked for; `beside` is what it is compared with."""

    report: Report
    review_line: int
    beside: Comparison | None = None

    @property
    def rows(self) -> list[ReportRow]:
        """Those of the planned programme."""
        return [*self.report.rows, *(self.beside.rows_no_longer_there if self.beside else ())]

    @property
    def as_people_read_it(self) -> Report:
        """With the names that people read."""
        return replace(self.report, rows=[replace(row, name=row.label) for row in self.report.rows])

    @property
    def lines(self) -> list[tuple[str, ReportRow]]:
        """Every line in order, with what part of the table it is."""
        planned = [("programme", row) for row in self.rows]
        apart = [(row.kind, row) for row in self.report.apart]
        return [*planned, ("total", self.report.total_row), *apart]

    @property
    def in_detail(self) -> list["FigureColumn"]:
        return [column for column in self.columns if column.name in IN_DETAIL]

    @property
    def columns(self) -> list["FigureColumn"]:
        """Those that mean something in this division."""
        of_places = {"places_offered", "places_offered_before", "uptake_percent", "uptake_before", "uptake_change"}
        left_out = {"share_percent"} if self.report.by.divides_sessions else of_places
        return [
            column
            for column in (*COLUMNS, *(BESIDE if self.beside else ()))
            if column.name not in left_out and (column.name != "people" or self.report.people is not None)
        ]


@dataclass(frozen=True)
class FigureColumn:
    """`name` is what scripts rely on, `heading` what people read, with {year} for the year it is compared with."""

    name: str
    heading: str
    cell: Callable[[ReportTable, ReportRow], Cell]
    is_percent: bool = False


def _counted(name: str, heading: str) -> FigureColumn:
    return FigureColumn(name, heading, lambda table, row: getattr(row.figures, name))


def _percentage(name: str, heading: str) -> FigureColumn:
    return FigureColumn(name, heading, lambda table, row: getattr(row.figures, name), is_percent=True)


def _before(name: str, heading: str, figure: str) -> FigureColumn:
    def cell(table: ReportTable, row: ReportRow) -> Cell:
        return getattr(table.beside.figures_before(row), figure) if table.beside else None

    return FigureColumn(name, heading, cell, is_percent=figure.endswith("_percent"))


def _change(name: str, heading: str) -> FigureColumn:
    def cell(table: ReportTable, row: ReportRow) -> Cell:
        if table.beside is None:
            return None
        return table.beside.uptake_change(row) if name == "uptake_change" else table.beside.attendance_change(row)

    return FigureColumn(name, heading, cell)


COLUMNS = (
    _counted("sessions", "Sessions"),
    _counted("places_offered", "Places offered"),
    _counted("places_allocated", "Places allocated"),
    _counted("attended", "Attended"),
    _percentage("uptake_percent", "Uptake %"),
    FigureColumn(
        "share_percent",
        "Share of places %",
        lambda table, row: None if row.kind else table.report.share_percent(row.figures),
        is_percent=True,
    ),
    _percentage("attendance_percent", "Attendance %"),
    FigureColumn(
        "below_review_line",
        "Below the review line",
        lambda table, row: "yes" if row.figures.is_below(table.review_line) else "",
    ),
    _counted("attended_registered", "Attended, register closed"),
    _counted("places_registered", "Places allocated, register closed"),
    _counted("left_early", "Left early"),
    _counted("late_refused", "Refused as late"),
    _counted("no_shows", "Did not attend"),
    _counted("excused", "Excused"),
    _counted("late_cancellations", "Late cancellations"),
    _counted("cancellations", "Cancelled in time"),
    _counted("walk_ins", "Walk-ins"),
    _counted("head_count", "Heads counted"),
    _counted("attendances", "Attendances"),
    FigureColumn("people", "Different people", lambda table, row: row.people),
    _counted("registers_outstanding", "Registers outstanding"),
    _counted("sessions_cancelled", "Sessions cancelled"),
)

NAMES_OF_FIGURES = {column.name: column.heading for column in COLUMNS}

BESIDE = (
    _before("places_offered_before", "Places offered {year}", "places_offered"),
    _before("places_allocated_before", "Places allocated {year}", "places_allocated"),
    _before("attended_before", "Attended {year}", "attended"),
    _before("uptake_before", "Uptake % {year}", "uptake_percent"),
    _change("uptake_change", "Uptake, change in points"),
    _before("attendance_before", "Attendance % {year}", "attendance_percent"),
    _change("attendance_change", "Attendance, change in points"),
)

ALWAYS_EXPLAINED = (
    *("sessions", "places_offered", "places_allocated", "attended", "uptake_percent", "share_percent"),
    *("attendance_percent", "walk_ins"),
)

IN_DETAIL = (
    *("left_early", "late_refused", "no_shows", "excused", "late_cancellations", "cancellations"),
    *("walk_ins", "head_count", "attendances", "people"),
)


def meanings(table: ReportTable, is_in_detail: bool) -> list[tuple[str, str]]:
    """Which figures a page has to explain, each with its name and heading."""
    shown = [column for column in table.columns if is_in_detail or column.name in ALWAYS_EXPLAINED]
    return [(column.name, column.heading) for column in shown if column.name in DEFINITIONS]
