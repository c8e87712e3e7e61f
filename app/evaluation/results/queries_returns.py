"""Who was asked and who answered, counted by the database: nothing is read questionnaire by questionnaire."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, select

from app.accounts.models import Agency
from app.booking.models import Booking
from app.core.database import db, not_first
from app.evaluation.models_issued import AnswerMode, CannotSay, Issued
from app.evaluation.results.queries import pooled, within
from app.evaluation.results.rules import Returns
from app.evaluation.results.rules_grouping import Grouping
from app.evaluation.results.rules_measures import PeopleAsked, StageModes
from app.evaluation.scope import TOLD_APART, Dimension, Scope
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession, session_trainer

OfStage = TypeVar("OfStage")
ReturnsOfParts = dict[Grouping, dict[Stage, Returns]]


@dataclass(frozen=True)
class CourseReturns:
    """One course, or one Learning Week, at one stage."""

    strand: Strand
    course_id: int
    week_id: int | None
    stage: Stage
    returns: Returns

    @property
    def of(self) -> Grouping:
        return (Dimension.WEEK, self.week_id) if self.week_id is not None else (Dimension.COURSE, self.course_id)

    @property
    def strand_or_week(self) -> Grouping:
        return self.of if self.week_id is not None else (Dimension.STRAND, self.strand)

    def in_lines_by(self, by: Dimension) -> Grouping | None:
        """The line in which it counts."""
        if by is Dimension.WEEK and self.week_id is None:
            return None
        return {
            Dimension.COURSE: self.of,
            Dimension.WEEK: self.of,
            Dimension.STRAND: self.strand_or_week,
        }.get(by)

    @property
    def is_pooled(self) -> bool:
        """Bespoke work is told apart, as in the report."""
        return self.strand not in TOLD_APART


def returns_of_courses(scope: Scope, *, at: datetime) -> list[CourseReturns]:
    """Of each course and Learning Week. One query."""
    keys = (Course.strand, TrainingSession.course_id, TrainingSession.learning_week_id)
    rows = db.session.execute(_counted(keys, at).where(within(scope)))
    return [
        CourseReturns(strand, course_id, week_id, stage, Returns(*counts))
        for strand, course_id, week_id, stage, *counts in rows
    ]


def returns_by_part(
    scope: Scope, by: Dimension, of_courses: Iterable[CourseReturns], *, at: datetime
) -> ReturnsOfParts:
    """What a page of a period is divided by: what its courses don't tell is asked for. At most one query."""
    return returns_by(scope, by, at=at) if by in _COLUMNS else divided(of_courses, by)


def returns_by(scope: Scope, by: Dimension, *, at: datetime) -> ReturnsOfParts:
    """Of each session of a scope, or of each trainer, agency or sector; a session of two trainers counts for both.
    One query."""
    column = _COLUMNS[by]
    wanted = _counted((column,), at).where(within(scope), pooled(Scope(scope.since, scope.until, by)))
    if by is Dimension.TRAINER:
        taught = and_(session_trainer.c.session_id == TrainingSession.id, session_trainer.c.is_confirmed)
        wanted = wanted.join(session_trainer, taught).where(TrainingSession.learning_week_id.is_(None))
    found: ReturnsOfParts = {}
    for key, stage, *counts in db.session.execute(wanted):
        found.setdefault((by, key), {})[stage] = Returns(*counts)
    return {part: in_order(of_part) for part, of_part in found.items()}


def returns_of_scope(scope: Scope, *, at: datetime) -> dict[Stage, Returns]:
    """Of each stage that issued anything. One query."""
    rows = db.session.execute(_counted((), at).where(within(scope), pooled(scope)))
    return in_order({stage: Returns(*counts) for stage, *counts in rows})


@dataclass
class ScopeCounts:
    """Of a scope: who answered each stage, on what, of whom managers could say nothing, and how many were asked."""

    returns: dict[Stage, Returns] = field(default_factory=dict)
    modes: dict[Stage, StageModes] = field(default_factory=dict)
    cannot_say: Counter[CannotSay] = field(default_factory=Counter)
    asked: PeopleAsked = field(default_factory=PeopleAsked)

    def count(self, stage: Stage, mode: AnswerMode | None, cannot_say: CannotSay | None, returns: Returns) -> None:
        self.returns[stage] = self.returns.get(stage, Returns()) + returns
        if returns.returned:
            self.modes.setdefault(stage, StageModes()).counts[mode] += returns.returned
        if cannot_say:
            self.cannot_say[cannot_say] += returns.issued


def counts_of_scope(scope: Scope, *, at: datetime) -> ScopeCounts:
    """One query, that reads what was issued once."""
    asked = (Booking.session_id, Booking.practitioner_id, Issued.stage, Issued.mode, Issued.cannot_say)
    times = (Issued.answered_at, Issued.closes_at)
    issued = joined(select(*asked, *times).select_from(Issued)).where(within(scope), pooled(scope)).cte("issued")
    of_all = (_how_many_different(issued.c.practitioner_id), _how_many_different(issued.c.session_id))
    keys = (issued.c.stage, issued.c.mode, issued.c.cannot_say)
    wanted = select(*keys, *of_all, *_returned(issued.c.answered_at, issued.c.closes_at, at)).group_by(*keys)
    found = ScopeCounts()
    for stage, mode, cannot_say, people, sessions, *counts in db.session.execute(wanted):
        found.count(stage, mode, cannot_say, Returns(*counts))
        found.asked = PeopleAsked(people, sessions)
    return replace(found, returns=in_order(found.returns), modes=in_order(found.modes))


def _how_many_different(column: ColumnElement[int]) -> ColumnElement[int]:
    """SQL: of all that was issued, whatever it is grouped by. Each stands once in a list, which is then counted: that
    is quicker than to sort them all."""
    return select(func.count()).select_from(select(column).distinct().subquery()).scalar_subquery()


def in_order(of_stages: Mapping[Stage, OfStage]) -> dict[Stage, OfStage]:
    return {stage: of_stages[stage] for stage in Stage if stage in of_stages}


def divided(returns: Iterable[CourseReturns], by: Dimension) -> ReturnsOfParts:
    """By course, strand or Learning Week; nothing by what these don't tell."""
    found: dict[Grouping, list[CourseReturns]] = {}
    for each in returns:
        if part := each.in_lines_by(by):
            found.setdefault(part, []).append(each)
    return {part: added(theirs) for part, theirs in found.items()}


def pooled_returns(returns: Iterable[CourseReturns]) -> dict[Stage, Returns]:
    """Of the planned programme: bespoke work isn't in it."""
    return added(each for each in returns if each.is_pooled)


def planned_returns(returns: Iterable[CourseReturns]) -> list[dict[Stage, Returns]]:
    """Of each course and Learning Week of the planned programme."""
    return list(divided([each for each in returns if each.is_pooled], Dimension.COURSE).values())


def added(returns: Iterable[CourseReturns]) -> dict[Stage, Returns]:
    """Of each stage, all of them together."""
    found: dict[Stage, Returns] = {}
    for each in returns:
        found[each.stage] = found.get(each.stage, Returns()) + each.returns
    return in_order(found)


def joined(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What a scope is judged by, joined to the issued questionnaires: those of each booking, not each one's booking."""
    return (
        wanted.join(Booking, not_first(Booking.id) == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
    )


_COLUMNS: dict[Dimension, Any] = {
    Dimension.SESSION: TrainingSession.id,
    Dimension.TRAINER: session_trainer.c.trainer_id,
    Dimension.AGENCY: Booking.agency_id,
    Dimension.SECTOR: Agency.sector,
}


def _counted(keys: tuple[Any, ...], at: datetime) -> Select[*tuple[Any, ...]]:
    """By these keys and the stage, what `_returned` counts."""
    counts = _returned(Issued.answered_at, Issued.closes_at, at)
    return joined(select(*keys, Issued.stage, *counts).select_from(Issued)).group_by(*keys, Issued.stage)


def _returned(
    answered_at: SQLColumnExpression[Any], closes_at: SQLColumnExpression[Any], at: datetime
) -> tuple[ColumnElement[int], ...]:
    """SQL for `Returns`: issued, returned, closed, and returned of the closed."""
    closed = closes_at <= at
    return func.count(), func.count(answered_at), func.count().filter(closed), func.count(answered_at).filter(closed)
