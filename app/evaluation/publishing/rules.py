"""What others than the office see: settled figures, added up.

A figure of the year is the sum of what its quarters have shown, and so is every total. It says how many of the sessions
it holds, where these aren't all; so that no two figures of one name stand on different ground without saying so.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.evaluation.cutoff import FEWEST
from app.evaluation.settling.models import FigureKind, FigurePart
from app.evaluation.settling.rules import APART
from app.evaluation.settling.rules_groups import SettledGroup
from app.evaluation.settling.rules_subjects import FigureSubject, Key
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules import FEWEST_SESSIONS, ClusteredMean, NoInterval, SessionSums, clustered_mean
from app.web.formatting import share

FEWEST_FOR_INTERVAL = 10
"""People. Of fewer, a mean and its interval leave hardly more than one set of answers."""

_ALIKE = (NoInterval.ALL_EQUAL, NoInterval.NO_SPREAD)

YEAR: Key = ("year",)

OWN = "own"
"""An agency with all that merged into it, as the last part of a key."""

MINE: Key = ("mine",)
"""A reader's own sessions, or courses, together: those of them that may be shown."""


@dataclass(frozen=True)
class Reader:
    """Who looks: which sessions or which agencies are theirs."""

    session_ids: frozenset[int] = frozenset()
    agency_ids: frozenset[int] = frozenset()


EVERYBODY = Reader()
"""Who reads what is published sees courses whole."""


@dataclass(frozen=True)
class PublishedFigure:
    """What is told of a group: `n` replies of so many `asked`, in `session_count` sessions of `of_sessions`.

    Their sum lies between `low` and `high`. `people` are at least so many. `sums` has of each session its number, how
    many replied, the sum and the sum of squares.
    """

    subject: FigureSubject
    n: int
    asked: int
    low: int
    high: int
    people: int
    sums: Sequence[tuple[int, int, int, int]]
    of_sessions: int
    is_own: bool = False

    @property
    def session_count(self) -> int:
        return len({each[0] for each in self.sums}) if self.is_own else len(self.sums)

    @property
    def sessions_with_answers(self) -> int:
        return sum(n > 0 for _, n, _, _ in self.sums)

    @property
    def is_partial(self) -> bool:
        return self.session_count < self.of_sessions

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def percent(self) -> tuple[int, int]:
        """Of those who answered; where it is a range, rounded outwards."""
        if self.is_exact:
            return (share(self.low, self.n) or 0,) * 2
        return math.floor(100 * self.low / self.n), math.ceil(100 * self.high / self.n)

    @property
    def percent_of_asked(self) -> tuple[int, int]:
        """What the share would be of all who were asked, if all the others had said no, or all yes."""
        return share(self.low, self.asked) or 0, share(self.high + self.asked - self.n, self.asked) or 0

    @property
    def has_bounds(self) -> bool:
        """Weeks later few answer, and those who changed something sooner than others."""
        return self.subject.kind is FigureKind.SHARE and self.subject.stage in (Stage.IMPACT, Stage.MANAGER)

    @property
    def mean(self) -> float:
        """Of a change: what is told of it; of a range that end which is certain."""
        return (self.low if self.low + self.high >= 0 else self.high) / self.n

    @cached_property
    def interval(self) -> tuple[float, float] | None:
        """95%, by session, its ends moved outwards to the next half of a point; None of fewer than ten people, of too
        few sessions, and of a part of a course.

        It always has a width: none would say that all answers are alike.
        """
        if self.is_own or self.people < FEWEST_FOR_INTERVAL or not self.is_exact or not self._has_enough_sessions:
            return None
        of_whole = self._clustered
        if of_whole.interval:
            low, high = of_whole.interval.low, of_whole.interval.high
        elif of_whole.why_no_interval in _ALIKE:
            low = high = self.mean
        else:
            return None
        return (
            max(math.ceil(2 * low) / 2 - 0.5, self.subject.lowest),
            min(math.floor(2 * high) / 2 + 0.5, self.subject.highest),
        )

    @property
    def excludes_nought(self) -> bool:
        """All of its interval lies above nought, or below: ends that were moved onto it stand for what lies beyond."""
        return self.interval is not None and (self.interval[0] >= 0 or self.interval[1] <= 0)

    @property
    def _has_enough_sessions(self) -> bool:
        """Of three, mean and interval nearly say each one's sum: then each must have five replies."""
        sizes = [n for _, n, _, _ in self.sums if n]
        return len(sizes) > FEWEST_SESSIONS or (len(sizes) == FEWEST_SESSIONS and min(sizes) >= FEWEST)

    @property
    def _clustered(self) -> ClusteredMean:
        return clustered_mean(
            (SessionSums(*each) for each in self.sums), possible=(self.subject.lowest, self.subject.highest)
        )


@dataclass(frozen=True)
class Figure:
    """One figure, for each group that may be shown; of those `withheld` too few have answered yet, or all alike, or
    some of those who are told together weren't asked."""

    subject: FigureSubject
    of: dict[Key, PublishedFigure]
    withheld: frozenset[Key]


@dataclass(frozen=True)
class Publication:
    """Everything that a reader may see of a period; `paths` are the strands, courses and own parts it is about."""

    paths: frozenset[tuple[Key, ...]] = frozenset()
    figures: Sequence[Figure] = ()

    def about(self, kind: FigureKind, stage: Stage) -> list[Figure]:
        """In the order in which they are asked."""
        return [each for each in self.figures if (each.subject.kind, each.subject.stage) == (kind, stage)]


def publication(groups: Iterable[SettledGroup], reader: Reader = EVERYBODY) -> Publication:
    """Of the settled groups of a period."""
    by_subject: dict[FigureSubject, list[SettledGroup]] = {}
    for group in groups:
        by_subject.setdefault(group.subject, []).append(group)
    summed = [_Summing(subject, reader).add(theirs) for subject, theirs in by_subject.items()]
    return Publication(
        frozenset(path for each in summed for path in each.paths),
        [Figure(each.subject, each.figures(), frozenset(each.held.keys() - each.shown.keys())) for each in summed],
    )


class _Summing:
    """One subject's groups under each key that a reader looks at, and the sessions that these would hold."""

    def __init__(self, subject: FigureSubject, reader: Reader) -> None:
        self.subject, self.reader = subject, reader
        self.shown: dict[Key, list[SettledGroup]] = {}
        self.held: dict[Key, set[int]] = {}
        self.paths: set[tuple[Key, ...]] = set()

    def add(self, groups: Iterable[SettledGroup]) -> "_Summing":
        for group in groups:
            strand, course = ("strand", group.strand), group.course_or_week
            of_year, mine = ([], []) if group.strand in APART else ([YEAR], [MINE])
            if group.part is FigurePart.COURSE:
                self._add_course(group, [*of_year, strand, course], strand)
            elif group.part is FigurePart.STRAND_REST:
                self._show(group, [*of_year, strand])
            elif group.part is FigurePart.YEAR_REST:
                self._show(group, [YEAR])
            elif group.part is FigurePart.SESSION and group.session_id in self.reader.session_ids:
                self._show(group, [*mine, ("session", group.session_id)])
            elif group.part is FigurePart.AGENCY and group.agency_id in self.reader.agency_ids:
                own = ("agency", *course, OWN)
                self.paths.add((strand, course, own))
                self._show(group, [*mine, own])
        return self

    def _add_course(self, group: SettledGroup, keys: Sequence[Key], strand: Key) -> None:
        course = group.course_or_week
        self.paths.add((strand, course))
        for key in keys:
            self.held.setdefault(key, set()).update(group.session_ids)
        if group.week_id is None:
            for session_id in group.session_ids & self.reader.session_ids:
                self.held.setdefault(("session", session_id), set()).add(session_id)
                if group.strand not in APART:
                    self.held.setdefault(MINE, set()).add(session_id)
                self.paths.add((strand, course, ("session", session_id)))
        if group.is_shown:
            self._show(group, keys)

    def _show(self, group: SettledGroup, keys: Iterable[Key]) -> None:
        for key in keys:
            self.shown.setdefault(key, []).append(group)

    def figures(self) -> dict[Key, PublishedFigure]:
        return {key: self._figure(key, groups) for key, groups in self.shown.items()}

    def _figure(self, key: Key, groups: Sequence[SettledGroup]) -> PublishedFigure:
        """People who were on several courses are counted as if nobody else had been."""
        people: dict[Key, int] = {}
        for group in groups:
            of = (group.part, group.strand, *group.course_or_week)
            people[of] = people.get(of, 0) + group.people
        return PublishedFigure(
            self.subject,
            n=sum(each.n for each in groups),
            asked=sum(each.asked for each in groups),
            low=sum(each.low for each in groups),
            high=sum(each.high for each in groups),
            people=max(people.values()),
            sums=[each for group in groups for each in group.sessions],
            of_sessions=len(self.held.get(key, ())) if key[0] != "agency" else 0,
            is_own=key == MINE or key[0] in ("session", "agency"),
        )
