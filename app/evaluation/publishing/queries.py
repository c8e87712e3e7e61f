"""The tables that others than the office see, their lines in order and by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.evaluation.publishing import rules
from app.evaluation.results.queries_lines import names_of, sessions_by_id
from app.evaluation.results.rules import Headline, Returns
from app.evaluation.results.rules_grouping import IN_A_WEEK
from app.evaluation.scope import Dimension
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules_change import MatchedChange
from app.web.formatting import number, percent, short_date, signed

WITHHELD = "withheld"
NOTHING = "–"


@dataclass(frozen=True)
class PublicationLine:
    """One group, and how deep it stands: the year 0, a strand 1, a course 2, a reader's own part of it 3."""

    key: rules.Key
    name: str
    depth: int


@dataclass(frozen=True)
class PublicationTable:
    """Some figures, a column each, in words."""

    title: str
    figures: Sequence[rules.Figure]

    def lines(self, lines: Iterable[PublicationLine]) -> list[PublicationLine]:
        """Those of which it has anything to say."""
        return [line for line in lines if any(self.cell(figure, line) != NOTHING for figure in self.figures)]

    def cell(self, figure: rules.Figure, line: PublicationLine) -> str:
        if line.key in figure.of:
            return _in_words(figure.of[line.key])
        return WITHHELD if line.key in figure.withheld else NOTHING


def publication_lines(published: rules.Publication) -> list[PublicationLine]:
    """The year, its strands, their courses, and below a course the reader's own part of it."""
    names = _names(published.paths)
    above = {path[:depth] for path in published.paths for depth in range(1, len(path) + 1)}
    began = sessions_by_id(_ids({path[-1] for path in above}, "session"))
    places: dict[rules.Key, str] = {("session", each.id): f"{each.starts_at:%Y%m%d%H%M}" for each in began.values()}
    in_order = sorted(above, key=lambda path: [places.get(key) or names[key].casefold() for key in path])
    has_own = any(len(path) > 2 for path in published.paths)
    return [
        *([PublicationLine(rules.MINE, "Yours together, less what is withheld", 0)] if has_own else []),
        PublicationLine(rules.YEAR, "Everybody", 0),
        *(PublicationLine(path[-1], names[path[-1]], len(path)) for path in in_order),
    ]


def publication_tables(published: rules.Publication) -> list[PublicationTable]:
    """Those that have anything to show."""
    tables = [
        PublicationTable(
            "Who answered", [published.returns[stage] for stage in Stage if _has_any(published.returns[stage])]
        ),
        PublicationTable("What they thought of it", [figure for figure in published.headlines if _has_any(figure)]),
        PublicationTable("What changed from before to after", [each for each in published.changes if _has_any(each)]),
        PublicationTable("What had changed weeks later", [each for each in published.later if _has_any(each)]),
    ]
    return [table for table in tables if table.figures]


def _has_any(figure: rules.Figure) -> bool:
    return bool(figure.of or figure.withheld)


def _in_words(value: Any) -> str:
    """Numerators beside percentages; a change with how many were matched and its interval."""
    if isinstance(value, Returns):
        return f"{percent(value.rate_percent)} ({number(value.closed_returned)} of {number(value.closed)})"
    if isinstance(value, Headline):
        return f"{percent(value.percent)} ({number(value.part)} of {number(value.whole)})"
    assert isinstance(value, MatchedChange)
    return f"{signed(value.mean)} ({signed(value.low)} to {signed(value.high)}; {number(value.n)} matched)"


def _names(paths: Iterable[tuple[rules.Key, ...]]) -> dict[rules.Key, str]:
    keys = {key for path in paths for key in path}
    names: dict[rules.Key, str] = {key: _of_strand(str(key[1])) for key in keys if key[0] == "strand"}
    for kind, of in (("course", Dimension.COURSE), ("week", Dimension.WEEK)):
        names |= {(kind, each): name for each, name in names_of(of, _ids(keys, kind)).items()}
    for session in sessions_by_id(_ids(keys, "session")).values():
        names["session", session.id] = short_date(session.starts_at)
    return names | {key: "Your people" for key in keys if key[0] == "agency"}


def _of_strand(strand: str) -> str:
    return "Learning Weeks" if strand == IN_A_WEEK else strand.capitalize()


def _ids(keys: Iterable[rules.Key], kind: str) -> set[Any]:
    return {key[1] for key in keys if key[0] == kind}
