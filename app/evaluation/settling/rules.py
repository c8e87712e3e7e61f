"""What of a quarter is settled, and how: worked out once, kept, and never again.

Who answered is settled first, and all else of a stage is told of the same sessions together (`rules_groups`). A course
whose replies of the quarter are of enough people is shown, with its sessions as far as they may be. A course of too few
waits: what it has is put together with its next quarter. With the last quarter of a programme year the
courses that still wait are shown together, as the rest of their strand or of the year, and agencies are shown what
their own people said in what was shown of a course. So each reply is in one block at most, and all that is ever shown
is sums of whole blocks: see `rules_suppression`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from app.core import clock
from app.evaluation.cutoff import ADDED_AFTER, FOR_PAPER, quarter_after
from app.evaluation.settling.models import FigureKind, FigurePart
from app.evaluation.settling.rules_groups import SettledGroup, StageBlocks
from app.evaluation.settling.rules_subjects import AskedRow, Key, SubjectReplies, YearsAnswers, subjects
from app.evaluation.settling.rules_suppression import Group, Reply, cuts_safely, groups_after_suppression
from app.evaluation.stages import Stage
from app.evaluation.timing.models import Timing
from app.programme.models import Strand

APART = frozenset({Strand.BESPOKE.value, Strand.E_LEARNING.value})
"""Outside the planned programme: told apart, as in the report, and in no total."""


OF_COURSE = (FigurePart.COURSE, FigurePart.SESSION)
"""Parts of blocks that are told with their course."""


def settles_at(stage: Stage, quarter: date, timings: Iterable[Timing]) -> datetime:
    """When a stage of a quarter can be settled at the earliest: its window has closed for the last session of it."""
    windows = [timedelta(weeks=each.weeks_after, days=each.open_days) + FOR_PAPER for each in timings if each.is_on]
    return clock.from_london(quarter_after(quarter) + max([ADDED_AFTER[stage], *windows]), time())


def quarters_of_year(quarter: date) -> list[date]:
    """The quarters of its programme year, up to itself."""
    return [each for each in _all_four(quarter) if each <= quarter]


def ends_its_year(quarter: date) -> bool:
    return quarter == _all_four(quarter)[-1]


def _all_four(quarter: date) -> list[date]:
    year = quarter.year if quarter.month >= 4 else quarter.year - 1
    return [date(year, 4, 1), date(year, 7, 1), date(year, 10, 1), date(year + 1, 1, 1)]


K = TypeVar("K")


def settled_groups(
    answers: YearsAnswers, stage: Stage, *, ends_year: bool, earlier: Sequence[SettledGroup]
) -> list[SettledGroup]:
    """What is added to what was shown `earlier` of the year; what waits still is among it, not shown.

    Return rates come first; all other figures are told of their blocks.
    """
    rows = [row for row in answers.asked_rows if row.stage is stage]
    blocks, found = None, []
    for replies in subjects(answers, stage):
        before = [each for each in earlier if each.subject == replies.subject]
        added = _Settling(replies, rows, before, blocks).groups(ends_year)
        found += added
        blocks = blocks or StageBlocks.of_return_rates([*before, *added])
    return found


class _Settling:
    """One subject of one quarter, with what was shown of it before; return rates have no `blocks`, but make them."""

    def __init__(
        self,
        replies: SubjectReplies,
        rows: Sequence[AskedRow],
        earlier: Sequence[SettledGroup],
        blocks: StageBlocks | None,
    ) -> None:
        self.subject, self.said, self.asked = replies
        self.protection = self.subject.protection
        self.shown = [each for each in earlier if each.is_shown]
        self.courses: dict[Key, list[AskedRow]] = {}
        asked_in = {row.session_id for row in rows if row.id in self.asked}
        for row in rows:
            if row.session_id in asked_in:
                self.courses.setdefault(row.course_or_week, []).append(row)
        answered = [row for row in rows if row.is_answered]
        self.blocks = blocks and blocks.told_whole(
            asked={row.session_id for row in answered if row.id in self.asked},
            not_asked={row.session_id for row in answered if row.id not in self.asked},
        )
        self.part_of = None if self.blocks is None else self.blocks.part_of

    def groups(self, ends_year: bool) -> list[SettledGroup]:
        found, waiting = [], []
        for course, rows in self.courses.items():
            before = self._sessions_shown(course, self.shown)
            new = [row for row in rows if row.session_id not in before]
            told = self._told_with(new, *OF_COURSE)
            if self.protection.is_large_enough(self._replies(told)):
                met = {row.person_id for row in rows if row.session_id in before and row.id in self.said}
                found += [self._group(told, FigurePart.COURSE, met=met), *self._sessions(told)]
                told_of = {row.session_id for row in told}
                new = [row for row in new if row.session_id not in told_of]
            if new:
                waiting.append(new)
                found.append(self._group(new, FigurePart.COURSE, is_shown=False))
        if ends_year:
            found += [*self._rests(waiting), *self._agencies([*self.shown, *found])]
        return found

    def _sessions(self, rows: Sequence[AskedRow]) -> Iterator[SettledGroup]:
        """Of a course, those that may be shown; a Learning Week's answers are no single session's."""
        if rows[0].week_id is None:
            by_session = _by(self._told_with(rows, FigurePart.SESSION), lambda row: row.session_id)
            for session_id in self._kept(rows, by_session):
                yield self._group(by_session[session_id], FigurePart.SESSION, session_id=session_id)

    def _rests(self, waiting: Sequence[Sequence[AskedRow]]) -> Iterator[SettledGroup]:
        """Courses of too few together: of a strand where these are enough, else of all strands that are too few."""
        courses = [row for each in waiting for row in each]
        left = self._told_with(courses, FigurePart.YEAR_REST) if self.blocks else []  # of return rates, below
        of_strands = self._told_with(courses, *OF_COURSE, FigurePart.STRAND_REST)
        for strand, rows in _by(of_strands, lambda row: row.shown_under).items():
            if self.protection.is_large_enough(self._replies(rows)):
                yield self._group(rows, FigurePart.STRAND_REST)
            elif strand not in APART:
                left += rows
        if self.protection.is_large_enough(self._replies(left)):
            yield self._group(left, FigurePart.YEAR_REST)

    def _agencies(self, shown: Sequence[SettledGroup]) -> Iterator[SettledGroup]:
        """Of each course, those that may be shown beside each other and beside what trainers are shown of it."""
        for course, rows in self.courses.items():
            sessions = self._sessions_shown(course, shown)
            among = [row for row in rows if row.session_id in sessions]
            by_agency = {
                agency_id: theirs
                for agency_id, theirs in _by(among, lambda row: row.agency_id).items()
                if self._tells_agency(course, agency_id, theirs)
            }
            blocks, whole = self._blocks(course, among, shown), self._replies(among)
            for agency_id in self._kept(among, by_agency):
                theirs = by_agency[agency_id]
                if agency_id is not None and cuts_safely(self._replies(theirs), whole, blocks, self.protection):
                    yield self._of_agency(theirs, agency_id)

    def _of_agency(self, rows: Sequence[AskedRow], agency_id: int) -> SettledGroup:
        """A share is told give or take one: a trainer beside the lead could then have one more yes in any session of
        theirs, and one less in the agency."""
        group = self._group(rows, FigurePart.AGENCY, agency_id=agency_id)
        if self.subject.kind is not FigureKind.SHARE:
            return group
        return replace(group, low=max(group.low - 1, 0), high=min(group.high + 1, group.n))

    def _blocks(self, course: Key, rows: Sequence[AskedRow], shown: Sequence[SettledGroup]) -> list[frozenset[Reply]]:
        """Into what the replies of a course are divided for trainers, batch by batch."""
        by_session = _by(rows, lambda row: row.session_id)
        alone = {each.session_id for each in shown if each.part is FigurePart.SESSION}
        rests = [
            [row for session_id in each.session_ids - alone for row in by_session.get(session_id, [])]
            for each in shown
            if each.part is FigurePart.COURSE and each.is_shown and each.course_or_week == course
        ]
        return [self._replies(each) for each in (*rests, *(by_session[it] for it in by_session if it in alone))]

    def _kept(self, rows: Sequence[AskedRow], parts: Mapping[K, Sequence[AskedRow]]) -> list[K]:
        """Which parts of these may be shown beside all of them."""
        whole = Group(
            None, self._replies(rows), tuple(Group((key,), self._replies(each)) for key, each in parts.items())
        )
        kept = groups_after_suppression(whole, self.protection)
        return [key for key in parts if (key,) in kept]

    def _group(
        self,
        rows: Sequence[AskedRow],
        part: FigurePart,
        *,
        is_shown: bool = True,
        met: Iterable[int] = (),
        session_id: int | None = None,
        agency_id: int | None = None,
    ) -> SettledGroup:
        replies = self._replies(rows)
        low, high = self.protection.told(replies) if is_shown else (0, 0)
        is_of_course = part not in (FigurePart.STRAND_REST, FigurePart.YEAR_REST)
        return SettledGroup(
            self.subject,
            part,
            strand="" if part is FigurePart.YEAR_REST else rows[0].shown_under,
            course_id=rows[0].course_id if is_of_course and rows[0].week_id is None else None,
            week_id=rows[0].week_id if is_of_course else None,
            session_id=session_id,
            agency_id=agency_id,
            is_shown=is_shown,
            n=len(replies) if is_shown else 0,
            asked=sum(row.id in self.asked for row in rows) if is_shown else 0,
            people=len({reply.person for reply in replies} - set(met)) if is_shown else 0,
            low=low,
            high=high,
            sessions=tuple(
                self._sums(session_id, theirs if is_shown else ())
                for session_id, theirs in sorted(_by(rows, lambda row: row.session_id).items())
            ),
        )

    def _told_with(self, rows: Iterable[AskedRow], *parts: FigurePart) -> list[AskedRow]:
        """Those in sessions of which it is told with one of these parts how many answered; of return rates, all."""
        return [row for row in rows if self.part_of is None or self.part_of.get(row.session_id) in parts]

    def _tells_agency(self, course: Key, agency_id: int | None, rows: Iterable[AskedRow]) -> bool:
        """Of the same sessions as how many of its people answered."""
        return self.blocks is None or self.blocks.agencies.get((course, agency_id)) == frozenset(
            row.session_id for row in rows
        )

    def _sums(self, session_id: int, rows: Sequence[AskedRow]) -> tuple[int, int, int, int]:
        """Of a session, as the interval of a change needs it; of a share how many replied is enough."""
        values = [self.said[row.id] for row in rows if row.id in self.said]
        if self.subject.kind is not FigureKind.CHANGE:
            return session_id, len(values), 0, 0
        return session_id, len(values), sum(values), sum(value * value for value in values)

    def _replies(self, rows: Iterable[AskedRow]) -> frozenset[Reply]:
        return frozenset(
            Reply(row.booking_id, row.person_id, row.manager, self.said[row.id]) for row in rows if row.id in self.said
        )

    def _sessions_shown(self, course: Key, groups: Iterable[SettledGroup]) -> frozenset[int]:
        return frozenset().union(
            *(
                each.session_ids
                for each in groups
                if each.part is FigurePart.COURSE and each.is_shown and each.course_or_week == course
            )
        )


def _by(rows: Iterable[AskedRow], key: Callable[[AskedRow], K]) -> dict[K, list[AskedRow]]:
    found: dict[K, list[AskedRow]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found
