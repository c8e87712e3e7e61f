"""A section of a report as plain data: it can be kept, and be shown again as it was years later."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.web.formatting import percent


@dataclass(frozen=True)
class SectionTable:
    """Cells as they are read. The first `words` columns hold words, the others figures."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    notes: Sequence[str] = ()
    words: int = 1


@dataclass(frozen=True)
class SectionBar:
    """A bar of a hundred percent; None where there is no data, hollow where it stays below the target."""

    name: str
    percent: int | None
    words: str
    is_hollow: bool = False


@dataclass(frozen=True)
class SectionChart:
    """Bars of a hundred percent, crossed by the line that they are compared with."""

    title: str
    bars: Sequence[SectionBar]
    target: int
    target_words: str
    note: str = ""

    @property
    def alternative(self) -> str:
        """All that it shows, for those who don't see it."""
        told = "; ".join(f"{bar.name}, {bar.words}" for bar in self.bars)
        return f"{self.title}. The {self.target_words} is {percent(self.target)}. {told}."


@dataclass(frozen=True)
class SectionQuote:
    words: str
    who: str


@dataclass(frozen=True)
class ReportedSection:
    """One part of the report. `source` says where its figures come from; `beneath` is the endpoint of the office's page
    with the same figures, and what its address asks for. `nothing` says why there is nothing to show: then a report
    leaves it out by itself."""

    title: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[SectionTable] = ()
    charts: Sequence[SectionChart] = ()
    source: str = ""
    quotes: Sequence[SectionQuote] = ()
    beneath: tuple[str, dict[str, Any]] | None = None
    nothing: str = ""

    @property
    def as_plain(self) -> dict[str, Any]:
        """As it is kept, in JSON: what is for the office alone is left out."""
        told = asdict(self)
        del told["beneath"], told["nothing"]
        told["charts"] = [asdict(chart) | {"alternative": chart.alternative} for chart in self.charts]
        return told


def nothing_to_show(title: str, why: str) -> ReportedSection:
    return ReportedSection(title, [why], nothing=why)


def listed(names: Iterable[str]) -> str:
    """One, two and three."""
    *some, last = names
    return f"{', '.join(some)} and {last}" if some else last


def compared(now: int | None, before: int | None, words: str) -> str:
    """Up 2 points from 2012-13 (96%); empty where either has no data."""
    if now is None or before is None:
        return ""
    if now == before:
        return f"the same as in {words}"
    points = abs(now - before)
    return (
        f"{'up' if now > before else 'down'} {points} {'point' if points == 1 else 'points'} from {words} ({before}%)"
    )
