"""Reads of the programme."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.clock import from_london, to_london
from app.database import db
from app.programme import rules
from app.programme.models import Course, LearningWeek, SessionDay, SessionState, Strand, Trainer, TrainingSession


def course(course_id: int) -> Course | None:
    return db.session.get(Course, course_id)


def courses() -> list[Course]:
    return list(db.session.scalars(select(Course).order_by(Course.title)))


def course_by_title(title: str) -> Course | None:
    return db.session.scalar(select(Course).where(func.lower(Course.title) == title.lower()))


def session(session_id: int) -> TrainingSession | None:
    return db.session.get(TrainingSession, session_id)


def sessions_of_course(course: Course) -> list[TrainingSession]:
    """Every session of a course, newest first, drafts too."""
    wanted = select(TrainingSession).where(TrainingSession.course_id == course.id)
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at.desc())))


def upcoming_sessions(*, at: datetime) -> list[TrainingSession]:
    """Published sessions that haven't started, soonest first."""
    wanted = (
        select(TrainingSession)
        .where(TrainingSession.state == SessionState.PUBLISHED, TrainingSession.starts_at > at)
        .options(selectinload(TrainingSession.trainers))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return list(db.session.scalars(wanted))


def drafts() -> list[TrainingSession]:
    wanted = select(TrainingSession).where(TrainingSession.state == SessionState.DRAFT)
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at)))


def years_to_copy() -> list[str]:
    """Programme years that hold published sessions of our own, latest first."""
    columns = (TrainingSession.starts_at, LearningWeek.starts_on)
    wanted = select(*columns).outerjoin(TrainingSession.learning_week).where(*_COPIED)
    held = {rules.programme_year(week or to_london(start).date()) for start, week in db.session.execute(wanted)}
    return sorted(held, reverse=True)


def planned_copies(year: str) -> list[rules.PlannedCopy]:
    """What copying a year into the next would do, in the order of its sessions; what has a copy there is left out."""
    wanted = _in_year(year).join(TrainingSession.course).where(*_COPIED, Course.strand != Strand.BESPOKE)
    sessions = db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)).all()
    copies = db.session.scalars(_in_year(rules.next_year(year)).where(TrainingSession.copied_from_id.is_not(None)))
    already = {copy.copied_from_id for copy in copies if copy.copied_from_id}
    weeks = {session.learning_week for session in sessions if session.learning_week}
    copied = {week.id: copy.starts_on for week in weeks if (copy := copied_week(week, year))}
    return rules.plan_copies(sessions, already=already, week_starts=copied)


def copied_week(week: LearningWeek, year: str) -> LearningWeek | None:
    """The copy of a Learning Week in the year after `year`: where copies of its sessions are."""
    original = aliased(TrainingSession)
    wanted = (
        select(LearningWeek)
        .join(TrainingSession, TrainingSession.learning_week_id == LearningWeek.id)
        .join(original, original.id == TrainingSession.copied_from_id)
        .where(
            original.learning_week_id == week.id,
            LearningWeek.starts_on.between(*rules.year_dates(rules.next_year(year))),
        )
    )
    return db.session.scalar(wanted.order_by(LearningWeek.id).limit(1))


def starts_of_sessions() -> set[tuple[int, datetime]]:
    """Each course's id with a start of a session that isn't cancelled."""
    wanted = select(TrainingSession.course_id, TrainingSession.starts_at).where(
        TrainingSession.state != SessionState.CANCELLED
    )
    return {(course_id, start) for course_id, start in db.session.execute(wanted)}


_COPIED = (TrainingSession.state == SessionState.PUBLISHED, TrainingSession.is_imported.is_(False))


def _in_year(year: str) -> Select[TrainingSession]:
    """The sessions of a programme year; those of a Learning Week belong to the year in which it begins."""
    first, last = rules.year_dates(year)
    begins, ends = from_london(first, time()), from_london(last + timedelta(days=1), time())
    by_itself = and_(
        TrainingSession.learning_week_id.is_(None),
        TrainingSession.starts_at >= begins,
        TrainingSession.starts_at < ends,
    )
    weeks = select(LearningWeek.id).where(LearningWeek.starts_on.between(first, last))
    return select(TrainingSession).where(or_(by_itself, TrainingSession.learning_week_id.in_(weeks)))


def is_public(course: Course) -> bool:
    """A course is on show once a session of it has been published."""
    published = TrainingSession.state != SessionState.DRAFT
    return bool(db.session.scalar(select(exists().where(TrainingSession.course_id == course.id, published))))


def trainers() -> list[Trainer]:
    return list(db.session.scalars(select(Trainer).options(selectinload(Trainer.agency)).order_by(Trainer.name)))


def learning_weeks() -> list[LearningWeek]:
    """Latest first."""
    return list(db.session.scalars(select(LearningWeek).order_by(LearningWeek.starts_on.desc())))


def learning_week(week_id: int) -> LearningWeek | None:
    return db.session.get(LearningWeek, week_id)


def learning_week_by_name(name: str) -> LearningWeek | None:
    return db.session.scalar(select(LearningWeek).where(func.lower(LearningWeek.name) == name.lower()))


def has_sessions_outside(week: LearningWeek, first: date, last: date) -> bool:
    """Whether a session of the week, draft or not, has a day before the first date or after the last."""
    outside = exists().where(
        TrainingSession.learning_week_id == week.id,
        SessionDay.session_id == TrainingSession.id,
        or_(SessionDay.on < first, SessionDay.on > last),
    )
    return bool(db.session.scalar(select(outside)))


def next_learning_week(*, on: date) -> LearningWeek | None:
    """The one under way or next to come; where there is none, the last."""
    coming = select(LearningWeek).where(LearningWeek.ends_on >= on).order_by(LearningWeek.starts_on)
    past = select(LearningWeek).order_by(LearningWeek.ends_on.desc())
    return db.session.scalar(coming.limit(1)) or db.session.scalar(past.limit(1))


def sessions_of_week(week: LearningWeek) -> list[TrainingSession]:
    """Published sessions of a Learning Week in the order of the timetable."""
    wanted = select(TrainingSession).where(
        TrainingSession.learning_week_id == week.id, TrainingSession.state == SessionState.PUBLISHED
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))
