"""The page for the board in words: the same for the screen, for paper and for a file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from app.evaluation.board import rules
from app.evaluation.board.queries import BoardPage
from app.evaluation.cutoff import FEWEST
from app.evaluation.publishing import pages as published
from app.evaluation.publishing import rules_words
from app.evaluation.publishing.queries import PublicationLine, quarter_in_words
from app.evaluation.publishing.rules import YEAR, Figure
from app.evaluation.results.rules import NORM
from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules import APART
from app.evaluation.stages import Stage
from app.files.spreadsheets import Cell
from app.web.formatting import count, day_month_year, in_words, percent

MOST_COLUMNS = 7
"""What a page lying on its side holds beside the names of courses."""

WHEN = {
    Stage.PRE_COURSE: "before the course",
    Stage.POST_COURSE: "after the course",
    Stage.IMPACT: "weeks later",
    Stage.MANAGER: "a line manager, weeks later",
}

NO_COMPARISON = (
    "Whether the training alone brought it about: nobody was left out of it to compare with, and what people say of "
    "themselves may be kinder than what others would see. Who answered may differ from who didn’t."
)


def in_full(page: BoardPage, *, at: datetime) -> dict[str, Any]:
    """All that the page says, as text."""
    columns = _columns(page)
    rows = [each for each in page.lines if each.line.key == YEAR or not _is_asked_reaction_alone(each.line, columns)]
    return {
        "title": "What training changed",
        "period": page.period.year or quarter_in_words(page.period.since),
        "is_empty": not page.publication.figures,
        "basis": [published.basis_in_words(each, at=at) for each in page.bases],
        "levels": [_level(each) for each in page.levels] + [_results(page)],
        "columns": [_heading(each) for each in columns],
        "rows": [
            {
                "name": _name(page, each.line),
                "is_everybody": each.line.key == YEAR,
                "grade": each.grade or "–",
                "cells": [_cell(figure, each.line) for figure in columns],
            }
            for each in rows
        ],
        "grades": [[grade.value, words] for grade, words in rules.GRADE_RULE.items()],
        "evidence": [
            {
                "about": found.course.title,
                "words": found.words,
                "source": f"{found.kind.value.capitalize()}, {day_month_year(found.found_on)}: {found.source}",
            }
            for found in page.evidence
        ],
        "quotes": [{"words": quote.answer.words, "who": WHEN[quote.stage]} for quote in page.quotes],
        "last_year": page.last_year,
        "years": [
            [rules_words.name_of(each.figure), _when(each.figure), _short(each.before), _short(each.now)]
            for each in page.year_on_year
        ],
        "unsaid": list(_unsaid(page)),
    }


HEADER = ("Evidence", *published.HEADER)


def as_rows(page: BoardPage) -> Iterator[Sequence[Cell]]:
    """A line a figure and course, its grade in front; numbers as numbers."""
    for each in page.lines:
        for row in published.as_rows(page.publication, [each.line]):
            yield (each.grade.value if each.grade else "", *row)


def _columns(page: BoardPage) -> list[Figure]:
    """Change by measure, then what was done differently and what managers saw."""
    publication = page.publication
    later = [*publication.about(FigureKind.SHARE, Stage.IMPACT), *publication.about(FigureKind.SHARE, Stage.MANAGER)]
    changes = publication.about(FigureKind.CHANGE, Stage.POST_COURSE)
    return [*changes[: max(MOST_COLUMNS - len(later), 3)], *later][:MOST_COLUMNS]


def _is_asked_reaction_alone(line: PublicationLine, columns: Sequence[Figure]) -> bool:
    """Nothing stands in any column: lunchtime sessions and Learning Weeks ask once, what people thought of it."""
    return all(line.key not in each.of and line.key not in each.withheld for each in columns)


def _name(page: BoardPage, line: PublicationLine) -> str:
    """A course outside the planned programme says so."""
    strands = {path[0][1] for path in page.publication.paths if line.key in path}
    return f"{line.name} ({next(iter(strands))}, in no total)" if strands and strands <= APART else line.name


def _heading(figure: Figure) -> str:
    return rules_words.name_of(figure) + (" (managers)" if figure.subject.stage is Stage.MANAGER else "")


def _cell(figure: Figure, line: PublicationLine) -> list[str]:
    if line.key in figure.of:
        return list(rules_words.in_words(figure.of[line.key], is_narrow=True))
    return [published.WITHHELD if line.key in figure.withheld else "–", ""]


def _short(figure: Any) -> str:
    return " ".join(rules_words.in_words(figure))


def _when(figure: Figure) -> str:
    return {Stage.IMPACT: "weeks later", Stage.MANAGER: "managers"}.get(figure.subject.stage, "")


def _level(level: rules.BoardLevel) -> dict[str, Any]:
    return {
        "number": level.number,
        "name": level.name,
        "asks": level.asks,
        "figures": [
            [_told(figure), rules_words.in_words(of).says, rules_words.in_words(of).rests_on]
            for figure, of in level.figures
        ],
        "missing": list(level.missing),
    }


def _told(figure: Figure) -> str:
    when = _when(figure)
    return rules_words.name_of(figure) + (f", {when}" if when else "")


def _results(page: BoardPage) -> dict[str, Any]:
    """Evidence of results counts in the period in which it was found."""
    found = page.evidence
    courses = len({each.course_id for each in found})
    said = f"{count(len(found), 'finding')} about {count(courses, 'course')}"
    return {
        "number": 4,
        "name": "Results",
        "asks": "What changed for children?",
        "figures": [[said, "", "audits, case findings, figures of this period; below"]] if found else [],
        "missing": [] if found else ["No audit, case finding or figure of this period was entered."],
    }


def _unsaid(page: BoardPage) -> Iterator[str]:
    """What the page can't say, each with its reason."""
    publication = page.publication
    waiting = [each for each in page.bases if each.next_at]
    if waiting:
        stages = ", ".join(each.stage.heading.lower() for each in waiting)
        yield f"What the whole period comes to in {stages}: answers are counted once nobody can answer any more."
    unmatched = [each.line.name for each in page.lines if each.line.key != YEAR and _is_unmatched(page, each.line.key)]
    if unmatched:
        few = f"fewer than {in_words(FEWEST).lower()} people there could be matched, before and after"
        yield f"What people learned on {_listed(unmatched)}: {few}."
    columns = _columns(page)
    reaction = [each.line.name for each in page.lines if _is_asked_reaction_alone(each.line, columns)]
    if reaction and columns:
        yield f"What came of {_listed(reaction)}: people are asked only what they thought of it."
    without = [
        figure.subject.name
        for figure in publication.about(FigureKind.CHANGE, Stage.POST_COURSE)
        if YEAR in figure.of and figure.of[YEAR].interval is None
    ]
    if without:
        yield f"How sure the change is in {_listed(without)}: fewer than ten people, or too few sessions."
    for stage in (Stage.POST_COURSE, Stage.IMPACT):
        for figure in publication.about(FigureKind.RETURNS, stage):
            told = figure.of.get(YEAR)
            if told and 100 * told.low < NORM * told.n:
                few = (
                    f"{percent(100 * told.low / told.n)} of those asked answered, under the researched norm of {NORM}%"
                )
                yield f"What most people think {WHEN[stage]}: {few}."
    yield NO_COMPARISON
    if page.period.year and not page.year_on_year:
        yield f"Whether it is more than in {page.last_year}: two years are set beside each other once both are settled."


def _is_unmatched(page: BoardPage, key: Any) -> bool:
    """Of a course of which something is known, or would be if it weren't withheld."""
    changes = page.publication.about(FigureKind.CHANGE, Stage.POST_COURSE)
    return any(key in each.withheld for each in changes) and not any(key in each.of for each in changes)


def _listed(names: Sequence[str]) -> str:
    """One, two and three."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
