"""Two periods side by side."""

from dataclasses import dataclass
from datetime import date

from app.reporting.figures.rules import By, Figures, Report, ReportRow

OF_A_YEAR = {By.MONTH: 12, By.QUARTER: 4}
"""How far the keys of a row lie apart from one year to the next."""


def points(now: int | None, before: int | None) -> int | None:
    """The change between two percentages as they print; None where either has no data."""
    return None if now is None or before is None else now - before


def in_points(change: int | None) -> str:
    """+1, −3, 0, or a dash where there is nothing to compare."""
    return "–" if change is None else f"{change:+d}".replace("-", "−") if change else "0"


def a_year_before(day: date) -> date:
    """The 29th of February has the 28th before it."""
    year = max(day.year - 1, 1)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True)
class Comparison:
    """A report beside that of the same days of an earlier year; `words` names that year."""

    now: Report
    before: Report
    words: str

    def figures_before(self, row: ReportRow) -> Figures:
        """Those of the same row; of nothing where it wasn't there."""
        if not row.key:
            return self.before.total
        return self._rows_before.get((row.kind, row.key), Figures())

    def uptake_change(self, row: ReportRow) -> int | None:
        return points(row.figures.uptake_percent, self.figures_before(row).uptake_percent)

    def attendance_change(self, row: ReportRow) -> int | None:
        return points(row.figures.attendance_percent, self.figures_before(row).attendance_percent)

    def uptake_change_in_words(self, row: ReportRow) -> str:
        return in_points(self.uptake_change(row))

    def attendance_change_in_words(self, row: ReportRow) -> str:
        return in_points(self.attendance_change(row))

    @property
    def rows_no_longer_there(self) -> list[ReportRow]:
        """What the earlier period alone had, with figures of nothing today."""
        there = {(row.kind, row.key) for row in (*self.now.rows, *self.now.apart)}
        missing = [row for row in self.before.rows if (row.kind, self._key_today(row)) not in there]
        return [ReportRow(row.name, Figures(), row.kind, row.labels, self._key_today(row)) for row in missing]

    @property
    def _rows_before(self) -> dict[tuple[str, tuple[str, ...]], Figures]:
        return {(row.kind, self._key_today(row)): row.figures for row in (*self.before.rows, *self.before.apart)}

    def _key_today(self, row: ReportRow) -> tuple[str, ...]:
        """April of last year stands beside April of this one."""
        if of_a_year := OF_A_YEAR.get(self.now.by):
            years = self.now.since.year - self.before.since.year
            return (str(int(row.key[0]) + years * of_a_year),)
        return row.key
