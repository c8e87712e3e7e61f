"""Reads of the programme."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, cast, distinct, exists, func, literal, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.clock import from_london, to_london
from app.database import db
from app.notifications.models import Message, MessageState, Subscription
from app.notifications.queries import about, stands
from app.programme import rules
from app.programme.models import (
    Course,
    LearningWeek,
    Material,
    Series,
    SessionDay,
    SessionState,
    Speaker,
    Strand,
    Trainer,
    TrainingSession,
    session_trainer,
)
from app.programme.rules import COURSE_TOPIC, Topic, topic_of_series, uid_stem


def course(course_id: int) -> Course | None:
    return db.session.get(Course, course_id)


def courses() -> list[Course]:
    return list(db.session.scalars(select(Course).order_by(Course.title)))


def courses_to_review(*, on: date) -> list[Course]:
    """Courses whose content is to be reviewed by that date, the longest waiting first. Retired ones aren't."""
    due = select(Course).where(Course.review_on <= on, Course.is_retired.is_(False))
    return list(db.session.scalars(due.order_by(Course.review_on, Course.title)))


def course_by_title(title: str) -> Course | None:
    return db.session.scalar(select(Course).where(func.lower(Course.title) == title.lower()))


def materials(course: Course) -> list[Material]:
    """In the order of their titles."""
    return list(db.session.scalars(select(Material).where(Material.course_id == course.id).order_by(Material.title)))


def material(material_id: int) -> Material | None:
    return db.session.get(Material, material_id)


def session(session_id: int) -> TrainingSession | None:
    return db.session.get(TrainingSession, session_id)


def sessions(session_ids: set[int]) -> list[TrainingSession]:
    """The sessions of these numbers, soonest first."""
    wanted = select(TrainingSession).where(TrainingSession.id.in_(session_ids))
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))


def speaker(speaker_id: int) -> Speaker | None:
    return db.session.get(Speaker, speaker_id)


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


def public_prerequisite(course: Course) -> Course | None:
    """The course to attend before, if everybody may see its page."""
    before = course.prerequisite
    return before if before and before.strand is not Strand.BESPOKE and is_public(before) else None


def trainers() -> list[Trainer]:
    """The pool by name, each with their agency and what they can teach."""
    wanted = select(Trainer).options(selectinload(Trainer.agency), selectinload(Trainer.can_teach))
    return list(db.session.scalars(wanted.order_by(Trainer.name, Trainer.id)))


def trainer(trainer_id: int) -> Trainer | None:
    return db.session.get(Trainer, trainer_id)


def days_taught(*, since: date, until: date) -> dict[int, int]:
    """Days taught by trainers' ids: dates on which published sessions ran with them confirmed, each counted once."""
    taught = (
        select(session_trainer.c.trainer_id, func.count(distinct(SessionDay.on)).label("days"))
        .join(TrainingSession, TrainingSession.id == session_trainer.c.session_id)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(session_trainer.c.is_confirmed, TrainingSession.state == SessionState.PUBLISHED)
        .where(SessionDay.on.between(since, until))
        .group_by(session_trainer.c.trainer_id)
    )
    return {row.trainer_id: row.days for row in db.session.execute(taught)}


def sessions_of_trainer(trainer: Trainer, *, at: datetime) -> list[tuple[TrainingSession, bool]]:
    """Sessions to come that they are asked for, drafts too, each with whether they have confirmed."""
    wanted = (
        select(TrainingSession, session_trainer.c.is_confirmed)
        .join(session_trainer, session_trainer.c.session_id == TrainingSession.id)
        .where(session_trainer.c.trainer_id == trainer.id, TrainingSession.ends_at > at)
        .where(TrainingSession.state != SessionState.CANCELLED)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [(session, is_confirmed) for session, is_confirmed in db.session.execute(wanted)]


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
    """Published sessions of a Learning Week in the order of the timetable, with their speakers."""
    wanted = (
        select(TrainingSession)
        .where(TrainingSession.learning_week_id == week.id, TrainingSession.state == SessionState.PUBLISHED)
        .options(selectinload(TrainingSession.speakers))
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))


# Who is told of what

LONGEST_ANNOUNCED = timedelta(days=100)
"""No session is told of by an invitation earlier than this before its start."""


def topic(key: str) -> Topic | None:
    """What is subscribed to under this key; a course that isn't on show is none."""
    of_series = {topic.key: topic for topic in map(topic_of_series, Series)}
    match = re.fullmatch(rf"{COURSE_TOPIC}([1-9]\d{{0,8}})", key, re.ASCII)
    named = course(int(match[1])) if match else None
    if named and is_public(named) and named.strand is not Strand.BESPOKE:
        return Topic(key, named.title, is_series=False)
    return of_series.get(key)


def topics_told(subscriptions: list[Subscription]) -> list[tuple[Topic, list[Subscription]]]:
    """The three series and whatever else is subscribed to, each with its subscriptions."""
    keys = [*(topic_of_series(series).key for series in Series), *sorted({each.topic for each in subscriptions})]
    known = [found for key in dict.fromkeys(keys) if (found := topic(key))]
    return [(topic, [each for each in subscriptions if each.topic == topic.key]) for topic in known]


def open_lunchtime_sessions(*, at: datetime) -> list[TrainingSession]:
    """The open sessions of every series that an invitation may be about, those cancelled too."""
    wanted = (
        select(TrainingSession)
        .join(TrainingSession.course)
        .where(
            Course.series.is_not(None),
            TrainingSession.is_open,
            TrainingSession.state.in_((SessionState.PUBLISHED, SessionState.CANCELLED)),
            TrainingSession.starts_at > at - LONGEST_ANNOUNCED,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return list(db.session.scalars(wanted))


def announced(sessions: Iterable[TrainingSession], *, kind: str, at: datetime) -> set[int]:
    """The ids of those that a message of this kind has told of, in one query."""
    asked = list(sessions)
    if not asked:
        return set()
    recent = exists().where(
        Message.kind == kind,
        Message.created_at > at - LONGEST_ANNOUNCED,
        Message.state != MessageState.WITHDRAWN,
    )
    tells_of = [
        recent.where(Message.calendar.contains(f"UID:{uid_stem(session)}")).label(f"session_{session.id}")
        for session in asked
    ]
    answers = db.session.execute(select(*tells_of)).one()
    return {session.id for session, is_announced in zip(asked, answers, strict=True) if is_announced}


def untold_dates(*, kind: str, at: datetime) -> list[tuple[Subscription, TrainingSession]]:
    """Who asked for new dates, with each that was published since, can be booked, and that no message names.

    A message names the sessions' ids at the end of its key, between dots: ".12.13.".
    """
    today = to_london(at).date()
    told = exists().where(
        Message.subject_key == about(),
        Message.kind == kind,
        Message.key.contains(literal(".") + cast(TrainingSession.id, String) + "."),
    )
    wanted = (
        select(Subscription, TrainingSession)
        .join(TrainingSession.course)
        .join(Subscription, Subscription.topic == _topic())
        .where(
            stands(),
            TrainingSession.state == SessionState.PUBLISHED,
            TrainingSession.published_at > Subscription.confirmed_at,
            TrainingSession.starts_at > at,
            TrainingSession.is_open.is_(False),
            Course.strand.not_in((Strand.BESPOKE, Strand.E_LEARNING)),
            or_(TrainingSession.opens_on.is_(None), TrainingSession.opens_on <= today),
            or_(TrainingSession.closes_on.is_(None), TrainingSession.closes_on >= today),
            ~told,
        )
        .order_by(Subscription.id, TrainingSession.starts_at, TrainingSession.id)
    )
    return [(subscription, session) for subscription, session in db.session.execute(wanted)]


def _topic() -> ColumnElement[str]:
    """SQL for `course_topic`."""
    return literal(COURSE_TOPIC) + cast(Course.id, String)
