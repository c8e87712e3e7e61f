"""The tables that others than the office see, their lines in order and by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.evaluation.models import Stage
from app.evaluation.queries.lines import names_of, sessions_by_id
from app.evaluation.rules import IN_A_WEEK, MINE, YEAR, Change, Figure, Headline, Key, Of, Published, Returns
from app.formatting import percent, short_date, signed

WITHHELD = "withheld"
NOTHING = "–"


@dataclass(frozen=True)
class ShownLine:
    """One group, and how deep it stands: the year 0, a strand 1, a course 2, a reader's own part of it 3."""

    key: Key
    name: str
    depth: int


@dataclass(frozen=True)
class ShownTable:
    """Some figures, a column each, in words."""

    title: str
    figures: Sequence[Figure]

    def cell(self, figure: Figure, line: ShownLine) -> str:
        if line.key in figure.of:
            return _in_words(figure.of[line.key])
        return WITHHELD if line.key in figure.withheld else NOTHING


def shown_lines(published: Published) -> list[ShownLine]:
    """The year, its strands, their courses, and below a course the reader's own part of it."""
    names = _names(published.paths)
    keys = sorted({path[:depth] for path in published.paths for depth in range(len(path) + 1)}, key=_in_order(names))
    own = [ShownLine(MINE, "Together", 0)] if any(len(path) > 2 for path in published.paths) else []
    return own + [
        ShownLine(path[-1] if path else YEAR, names[path[-1]] if path else "Everybody", len(path)) for path in keys
    ]


def shown_tables(published: Published) -> list[ShownTable]:
    """Those that have anything to show."""
    tables = [
        ShownTable("Who answered", [published.returns[stage] for stage in Stage if _has_any(published.returns[stage])]),
        ShownTable("What they thought of it", [figure for figure in published.headlines if _has_any(figure)]),
        ShownTable("What changed from before to after", [each for each in published.changes if _has_any(each)]),
        ShownTable("What had changed weeks later", [each for each in published.later if _has_any(each)]),
    ]
    return [table for table in tables if table.figures]


def _has_any(figure: Figure) -> bool:
    return bool(figure.of or figure.withheld)


def _in_words(value: Any) -> str:
    """Numerators beside percentages; a change with how many were matched and its interval."""
    if isinstance(value, Returns):
        return f"{percent(value.rate_percent)} ({value.closed_returned} of {value.closed})"
    if isinstance(value, Headline):
        return f"{percent(value.percent)} ({value.part} of {value.whole})"
    assert isinstance(value, Change)
    return f"{signed(value.mean)} ({signed(value.low)} to {signed(value.high)}; {value.n} matched)"


def _in_order(names: dict[Key, str]) -> Any:
    return lambda path: [names[key].casefold() for key in path]


def _names(paths: Iterable[tuple[Key, ...]]) -> dict[Key, str]:
    keys = {key for path in paths for key in path}
    courses = names_of(Of.COURSE, _ids(keys, "course"))
    weeks = names_of(Of.WEEK, _ids(keys, "week"))
    sessions = sessions_by_id(_ids(keys, "session"))
    of_kind = {
        "strand": lambda key: IN_A_WEEK + "s" if key[1] == IN_A_WEEK else str(key[1]).capitalize(),
        "course": lambda key: courses[key[1]],
        "week": lambda key: weeks[key[1]],
        "session": lambda key: short_date(sessions[key[1]].starts_at),
        "agency": lambda key: "Your people",
    }
    return {key: of_kind[str(key[0])](key) for key in keys}


def _ids(keys: Iterable[Key], kind: str) -> set[Any]:
    return {key[1] for key in keys if key[0] == kind}
