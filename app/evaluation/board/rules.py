"""How good the evidence of a course is, what each of the four levels has to show, and what can't be said.

All of it is made of published figures: nothing here tells more than these do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.evaluation.publishing.rules import YEAR, Figure, Publication, PublishedFigure
from app.evaluation.results.rules import NORM
from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules_subjects import Key
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules import FEWEST_SESSIONS

HALF = 50
"""Percent."""


class Grade(StrEnum):
    """How well what is said of a course is founded: by how it was asked, never by what came out."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


GRADE_RULE: dict[Grade, str] = {
    Grade.A: f"as B, with {HALF}% or more of those asked after the course answering, and line managers’ own answers",
    Grade.B: f"as C, in {FEWEST_SESSIONS} sessions or more, and {NORM}% or more of those asked weeks later answering",
    Grade.C: f"the same people matched before and after, and {NORM}% or more of those asked after the course answering",
    Grade.D: "less than that: what people said after the course, or what few of them said",
}
"""In the words of the page."""


@dataclass(frozen=True)
class Basis:
    """What a group's figures rest on: return rates in percent, in how many sessions people were matched, and whether
    managers' answers are shown."""

    after: float = 0
    later: float = 0
    sessions_matched: int = 0
    has_managers: bool = False

    @property
    def grade(self) -> Grade:
        if not self.sessions_matched or self.after < NORM:
            return Grade.D
        if self.sessions_matched < FEWEST_SESSIONS or self.later < NORM:
            return Grade.C
        return Grade.A if self.has_managers and self.after >= HALF else Grade.B


def basis_of(publication: Publication, key: Key) -> Basis:
    """Of one group, by the figures that are shown of it."""
    matched = [each.of[key] for each in publication.about(FigureKind.CHANGE, Stage.POST_COURSE) if key in each.of]
    return Basis(
        after=_rate(publication, Stage.POST_COURSE, key),
        later=_rate(publication, Stage.IMPACT, key),
        sessions_matched=max((each.sessions_with_answers for each in matched), default=0),
        has_managers=any(key in each.of for each in publication.about(FigureKind.SHARE, Stage.MANAGER)),
    )


def _rate(publication: Publication, stage: Stage, key: Key) -> float:
    """Of those asked, in percent; 0 where it isn't shown."""
    found = [each.of[key] for each in publication.about(FigureKind.RETURNS, stage) if key in each.of]
    return 100 * found[0].low / found[0].n if found else 0


def has_anything(publication: Publication, key: Key) -> bool:
    """Whether anything is shown of a group."""
    return any(key in each.of for each in publication.figures)


@dataclass(frozen=True)
class BoardLevel:
    """One of Kirkpatrick's four levels: the figures of everybody, by when they were asked; and what is missing."""

    number: int
    name: str
    asks: str
    figures: Sequence[tuple[Figure, PublishedFigure]]
    missing: Sequence[str]


def board_levels(publication: Publication) -> list[BoardLevel]:
    """Reaction, learning and behaviour. What people know weeks later by their own account is learning that stayed."""
    reaction = _of_everybody(publication, (FigureKind.SHARE, Stage.POST_COURSE))
    learning = _of_everybody(publication, (FigureKind.CHANGE, Stage.POST_COURSE))
    kept = _of_everybody(publication, (FigureKind.CHANGE, Stage.IMPACT))
    practice = _of_everybody(publication, (FigureKind.SHARE, Stage.IMPACT))
    managers = _of_everybody(publication, (FigureKind.SHARE, Stage.MANAGER))
    return [
        BoardLevel(1, "Reaction", "Was it useful?", reaction, _unless(reaction, "No answers after the course yet.")),
        BoardLevel(
            2,
            "Learning",
            "What did they learn?",
            [*learning, *kept],
            [
                *_unless(learning, "Too few people have answered before and after."),
                *_unless(kept, "Whether it stayed isn’t known yet."),
            ],
        ),
        BoardLevel(
            3,
            "Behaviour",
            "What do they do differently?",
            [*practice, *managers],
            [
                *_unless(practice, "Too few people have said yet what they changed."),
                *_unless(managers, "Fewer than five managers have said yet what they saw."),
            ],
        ),
    ]


def _of_everybody(publication: Publication, *about: tuple[FigureKind, Stage]) -> list[tuple[Figure, PublishedFigure]]:
    return [
        (each, each.of[YEAR]) for kind, stage in about for each in publication.about(kind, stage) if YEAR in each.of
    ]


def _unless(there: object, missing: str) -> list[str]:
    return [] if there else [missing]


@dataclass(frozen=True)
class YearOnYear:
    """One figure of everybody in two years, both wholly settled."""

    figure: Figure
    before: PublishedFigure
    now: PublishedFigure


def year_on_year(now: Publication, before: Publication, stages: Iterable[Stage]) -> list[YearOnYear]:
    """What is told of both years, of these stages; who answered is none of it."""
    earlier = {each.subject: each.of[YEAR] for each in before.figures if YEAR in each.of}
    wanted = set(stages)
    return [
        YearOnYear(each, earlier[each.subject], each.of[YEAR])
        for each in now.figures
        if each.subject in earlier
        and YEAR in each.of
        and each.subject.stage in wanted
        and each.subject.kind is not FigureKind.RETURNS
    ]
