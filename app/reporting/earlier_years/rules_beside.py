"""A year of ours beside what was given for the one before: side by side, and never added together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.reporting.earlier_years.models import GivenFigures, GivenYear


class GivenColumn(NamedTuple):
    """`suffix` follows the figure; a change has a sign and one decimal instead."""

    heading: str
    name: str
    suffix: str = ""
    is_change: bool = False


COLUMNS = (
    GivenColumn("Sessions", "sessions"),
    GivenColumn("Places offered", "places_offered"),
    GivenColumn("Places allocated", "places_allocated"),
    GivenColumn("Attended", "attended"),
    GivenColumn("Uptake", "uptake_percent", "%"),
    GivenColumn("Attendance", "attendance_percent", "%"),
    GivenColumn("Post-course returned", "post_percent", "%"),
    GivenColumn("Impact returned", "impact_percent", "%"),
    GivenColumn("Knowledge, mean change", "knowledge", is_change=True),
    GivenColumn("Confidence, mean change", "confidence", is_change=True),
    GivenColumn("Matched people", "matched"),
)


def columns_given(given: GivenYear) -> list[GivenColumn]:
    """Those in which the year, or any of its courses, has a figure."""
    lines = [*given.courses, given.total]
    return [column for column in COLUMNS if any(getattr(line, column.name) is not None for line in lines)]


class OurPercentages(NamedTuple):
    """What our registers say of a course, or of the year; None where there is no data."""

    uptake: int | None
    attendance: int | None


@dataclass(frozen=True)
class BesideLine:
    """A course in both years; None where it wasn't there."""

    title: str
    ours: OurPercentages | None
    given: GivenFigures | None

    @property
    def uptake_change(self) -> str:
        return _points(self.ours and self.ours.uptake, self.given.uptake_percent if self.given else None)

    @property
    def attendance_change(self) -> str:
        return _points(self.ours and self.ours.attendance, self.given.attendance_percent if self.given else None)


@dataclass(frozen=True)
class YearBeside:
    """`given` is what was given for the year before; `is_used` unless that year has sessions in Coursebook."""

    given: GivenYear
    is_used: bool
    ours: Mapping[str, OurPercentages]
    our_total: OurPercentages

    @property
    def courses(self) -> list[BesideLine]:
        """Those of either year, by title."""
        given = {line.title_key: line for line in self.given.courses}
        ours = {title.casefold(): (title, said) for title, said in self.ours.items()}
        return [
            BesideLine(ours[key][0] if key in ours else given[key].title, ours.get(key, ("", None))[1], given.get(key))
            for key in sorted({*given, *ours})
        ]

    @property
    def total(self) -> BesideLine:
        return BesideLine("Total", self.our_total, self.given.total)


def _points(now: int | None, before: int | None) -> str:
    """+1, −3, 0, or a dash where there is nothing to compare."""
    if now is None or before is None:
        return "–"
    return f"{now - before:+d}".replace("-", "−") if now != before else "0"
