"""What copying and importing a year need to know."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.clock import to_london
from app.core.database import db
from app.programme import periods as programme_periods
from app.programme.checking import queries as checking
from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.queries_periods import in_year
from app.programme.years import rules_copying


def years_to_copy() -> list[str]:
    """Programme years that hold published sessions of our own, latest first."""
    columns = (TrainingSession.starts_at, LearningWeek.starts_on)
    wanted = select(*columns).outerjoin(TrainingSession.learning_week).where(*_COPIED)
    held = {
        programme_periods.programme_year(week or to_london(start).date()) for start, week in db.session.execute(wanted)
    }
    return sorted(held, reverse=True)


def planned_copies(year: str) -> list[rules_copying.PlannedCopy]:
    """What copying a year into the next would do, in the order of its sessions; what has a copy there is left out."""
    wanted = in_year(year).join(TrainingSession.course).where(*_COPIED, Course.strand != Strand.BESPOKE)
    wanted = wanted.options(*checking.WITH_ALL_THEY_TAKE)
    sessions = db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)).all()
    copies = db.session.scalars(
        in_year(programme_periods.next_year(year)).where(TrainingSession.copied_from_id.is_not(None))
    )
    already = {copy.copied_from_id for copy in copies if copy.copied_from_id}
    weeks = {session.learning_week for session in sessions if session.learning_week}
    copied = {week.id: copy.starts_on for week in weeks if (copy := copied_week(week, year))}
    return rules_copying.plan_copies(sessions, already=already, week_starts=copied)


def clashes_of_copies(plans: Sequence[rules_copying.PlannedCopy]) -> dict[int, list[str]]:
    """Who or what would be taken twice, in words, by the number of the session that is copied."""
    taken = [
        replace(
            checking.occupation_of(plan.session),
            days=[Day(on, day.starts, day.ends) for on, day in zip(plan.days, plan.session.days, strict=False)],
            session_id=None,
            is_draft=True,
        )
        for plan in plans
    ]
    found = checking.clashes(taken)
    return {plan.session.id: [clash.words for clash in each] for plan, each in zip(plans, found, strict=True)}


def copied_week(week: LearningWeek, year: str) -> LearningWeek | None:
    """The copy of a Learning Week in the year after `year`: where copies of its sessions are."""
    original = aliased(TrainingSession)
    wanted = (
        select(LearningWeek)
        .join(TrainingSession, TrainingSession.learning_week_id == LearningWeek.id)
        .join(original, original.id == TrainingSession.copied_from_id)
        .where(
            original.learning_week_id == week.id,
            LearningWeek.starts_on.between(*programme_periods.year_dates(programme_periods.next_year(year))),
        )
    )
    return db.session.scalar(wanted.order_by(LearningWeek.id).limit(1))


def starts_of_sessions() -> set[tuple[int, datetime]]:
    """Each course's id with a start of a session that isn't cancelled."""
    wanted = select(TrainingSession.course_id, TrainingSession.starts_at).where(~TrainingSession.is_cancelled)
    return {(course_id, start) for course_id, start in db.session.execute(wanted)}


_COPIED = (TrainingSession.is_published, TrainingSession.is_imported.is_(False))
