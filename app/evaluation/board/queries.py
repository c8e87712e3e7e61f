"""All that stands on the page for the board, of a year or of a quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.evaluation.board import rules
from app.evaluation.comments import queries as comments
from app.evaluation.comments.queries import Comment
from app.evaluation.evidence import queries as evidence
from app.evaluation.evidence.models import Evidence
from app.evaluation.publishing import queries as publishing
from app.evaluation.publishing.queries import PublicationLine, StageBasis
from app.evaluation.publishing.rules import YEAR, Publication
from app.evaluation.scope import AnswerScope
from app.programme.periods import Period, programme_year, year_dates

MOST_QUOTES = 6
"""What fits the page."""


@dataclass(frozen=True)
class GradedLine:
    """A course, and how good the evidence about it is; None where nothing of it may be shown."""

    line: PublicationLine
    grade: rules.Grade | None


@dataclass(frozen=True)
class BoardPage:
    """What the board is told; `last_year` is named where anything can be set beside it."""

    period: Period
    publication: Publication
    bases: Sequence[StageBasis]
    levels: Sequence[rules.BoardLevel]
    lines: Sequence[GradedLine]
    evidence: Sequence[Evidence]
    quotes: Sequence[Comment]
    year_on_year: Sequence[rules.YearOnYear]
    last_year: str


def board_page(period: Period) -> BoardPage:
    """The same few queries however much was answered."""
    publication = publishing.published(period)
    bases = publishing.stage_bases(period)
    lines = [each for each in publishing.publication_lines(publication) if each.key[0] != "strand"]
    return BoardPage(
        period,
        publication,
        bases,
        rules.board_levels(publication),
        [GradedLine(each, _grade(publication, each)) for each in lines],
        evidence.results_found(period.since, period.until),
        comments.quotes(AnswerScope(since=period.since, until=period.until))[:MOST_QUOTES],
        *_beside_last_year(period, publication, bases),
    )


def _grade(publication: Publication, line: PublicationLine) -> rules.Grade | None:
    """Of courses: all of them together are many sessions, however few each has."""
    if line.key == YEAR or not rules.has_anything(publication, line.key):
        return None
    return rules.basis_of(publication, line.key).grade


def _beside_last_year(
    period: Period, publication: Publication, bases: Sequence[StageBasis]
) -> tuple[list[rules.YearOnYear], str]:
    """Of the stages of which both years are settled whole; nothing of a quarter."""
    if not period.year:
        return [], ""
    since, _ = year_dates(period.year)
    if since.year == date.min.year:
        return [], ""
    year = programme_year(date(since.year - 1, 4, 1))
    last = Period(*year_dates(year), year)
    whole = {each.stage for each in bases if not each.next_at}
    whole &= {each.stage for each in publishing.stage_bases(last) if not each.next_at}
    return rules.year_on_year(publication, publishing.published(last), whole), year
