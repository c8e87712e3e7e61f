"""The sections of a page of results, so that its contents lead to those that are there, and its tables of answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.evaluation.results.rules import Spread
from app.evaluation.results.rules_measures import Results
from app.evaluation.stages import Stage


@dataclass(frozen=True)
class Section:
    """One heading with its anchor."""

    anchor: str
    heading: str


def sections(results: Results, *, has_comments: bool, lines: int) -> list[Section]:
    """In the order of the page."""
    found = [Section("who", "Who answered"), Section("change", "Before, after and later")]
    found += [Section(stage.value, stage.heading) for stage in Stage if results.spreads.get(stage)]
    if has_comments:
        found.append(Section("words", "In their words"))
    if lines:
        found.append(Section("sessions", "Session by session"))
    return [*found, Section("method", "How it is worked out")]


@dataclass(frozen=True)
class SpreadTable:
    """Questions that offer the same choices: a row each, and a column for each choice."""

    choices: Sequence[str]
    spreads: Sequence[Spread]


def spread_tables(spreads: Iterable[Spread]) -> list[SpreadTable]:
    """In the order in which their first question is asked. Where people choose several, a question has its own."""
    alike: dict[tuple[str, ...], list[Spread]] = {}
    for spread in spreads:
        if not spread.is_of_several:
            alike.setdefault(tuple(words for words, _ in spread.parts), []).append(spread)
    return [SpreadTable(choices, theirs) for choices, theirs in alike.items()]
