"""What is settled of a part, and the blocks of a stage: of which parts of it is told how many answered.

If each figure left out its own smallest parts, what one leaves out another would tell: of 14 answers to a course, 5
of one session (by the return rate) and 6 of another (by a share) leave the 3 of a third. So the return rates of a stage
are settled first, and each other figure is told of their blocks, whole, or of several of them together. Then every
group of which anything is told is a sum of groups that return rates are told of, and from these alone no group of fewer
than five who answered follows (`rules_suppression`).
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.evaluation.settling.models import FigurePart
from app.evaluation.settling.rules_subjects import FigureSubject, Key


@dataclass(frozen=True)
class SettledGroup:
    """A row to be kept (see `SettledFigure`), as it is worked with; `sessions` holds number, replies, sum, squares."""

    subject: FigureSubject
    part: FigurePart
    strand: str = ""
    course_id: int | None = None
    week_id: int | None = None
    session_id: int | None = None
    agency_id: int | None = None
    is_shown: bool = False
    n: int = 0
    asked: int = 0
    people: int = 0
    low: int = 0
    high: int = 0
    sessions: tuple[tuple[int, int, int, int], ...] = ()
    quarter: date | None = None

    @property
    def course_or_week(self) -> Key:
        return ("course", self.course_id) if self.week_id is None else ("week", self.week_id)

    @property
    def session_ids(self) -> frozenset[int]:
        return frozenset(each[0] for each in self.sessions)


class Block(NamedTuple):
    """Sessions that are told together, or one that is told alone, and as which part."""

    part: FigurePart
    session_ids: frozenset[int]


@dataclass(frozen=True)
class StageBlocks:
    """Into what the return rates of a stage divide it. `agencies` has of each course and agency the sessions in which
    its own people were asked."""

    blocks: Collection[Block]
    agencies: Mapping[tuple[Key, int | None], frozenset[int]]

    @classmethod
    def of_return_rates(cls, groups: Iterable[SettledGroup]) -> "StageBlocks":
        """Each session that is shown is one, and so is what is left of each course, of a strand, and of the year."""
        shown = [each for each in groups if each.is_shown]
        of_agencies = [each for each in shown if each.part is FigurePart.AGENCY]
        alone = frozenset().union(*(each.session_ids for each in shown if each.part is FigurePart.SESSION))
        rests = [each for each in shown if each.part not in (FigurePart.AGENCY, FigurePart.SESSION)]
        return cls(
            [
                *(Block(FigurePart.SESSION, frozenset({session_id})) for session_id in alone),
                *(Block(each.part, each.session_ids - alone) for each in rests),
            ],
            {(each.course_or_week, each.agency_id): each.session_ids for each in of_agencies},
        )

    def told_whole(self, *, asked: Set[int], not_asked: Set[int]) -> "StageBlocks":
        """Those in which all who answered were asked something, or none of them: in the others who was asked would be
        told apart. `asked` and `not_asked` are the sessions where there are such."""
        return StageBlocks(
            [each for each in self.blocks if not (each.session_ids & asked and each.session_ids & not_asked)],
            {of: session_ids for of, session_ids in self.agencies.items() if session_ids.isdisjoint(not_asked)},
        )

    @property
    def part_of(self) -> dict[int, FigurePart]:
        """Of each session, as which part it is told."""
        return {session_id: block.part for block in self.blocks for session_id in block.session_ids}
