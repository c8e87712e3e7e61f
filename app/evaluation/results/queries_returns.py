"""Who was asked and who answered, counted by the database: nothing is read questionnaire by questionnaire."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from app.accounts.models import Agency
from app.booking.models import Booking
from app.core.database import db
from app.evaluation.models_issued import CannotSay, Issued
from app.evaluation.results.queries import pooled, within
from app.evaluation.results.rules import Returns
from app.evaluation.results.rules_grouping import Grouping
from app.evaluation.results.rules_measures import PeopleAsked
from app.evaluation.scope import TOLD_APART, Dimension, Scope
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession, session_trainer

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


def cannot_say_of(scope: Scope) -> dict[CannotSay, int]:
    """Of how many people a manager could say nothing, and why. One query."""
    wanted = select(Issued.cannot_say, func.count()).select_from(Issued).group_by(Issued.cannot_say)
    rows = db.session.execute(joined(wanted).where(within(scope), pooled(scope), Issued.cannot_say.is_not(None)))
    return {why: how_many for why, how_many in rows if why}


def asked_in(scope: Scope) -> PeopleAsked:
    """How many people were asked anything, and in how many sessions. One query."""
    wanted = select(func.count(Booking.practitioner_id.distinct()), func.count(Booking.session_id.distinct()))
    people, sessions = db.session.execute(joined(wanted.select_from(Issued)).where(within(scope), pooled(scope))).one()
    return PeopleAsked(people, sessions)


def in_order(of_stages: Mapping[Stage, Returns]) -> dict[Stage, Returns]:
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
    """What a scope is judged by, joined to the issued questionnaires."""
    return (
        wanted.join(Booking, Booking.id == Issued.booking_id)
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
    """By these keys and the stage: issued, returned, closed, and returned of the closed."""
    closed = Issued.closes_at <= at
    counts = (
        func.count(),
        func.count(Issued.answered_at),
        func.count().filter(closed),
        func.count(Issued.answered_at).filter(closed),
    )
    return joined(select(*keys, Issued.stage, *counts).select_from(Issued)).group_by(*keys, Issued.stage)
