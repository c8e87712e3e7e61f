"""Who is told of what: subscriptions, and what their messages have named."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, exists, literal, or_, select

from app.core.clock import to_london
from app.core.database import db
from app.notifications.models import Message, MessageState, Subscription
from app.notifications.queries import stands
from app.programme.courses import queries as courses
from app.programme.models import Course, Series, Strand
from app.programme.models_sessions import SessionState, TrainingSession
from app.programme.sessions.rules_calendar import uid_stem
from app.programme.subscriptions import rules

LONGEST_ANNOUNCED = timedelta(days=100)
"""No session is told of by an invitation earlier than this before its start."""


def topic(key: str) -> rules.Topic | None:
    """What is subscribed to under this key; a course that isn't on show is none."""
    of_series = {topic.key: topic for topic in map(rules.topic_of_series, Series)}
    match = re.fullmatch(rf"{rules.COURSE_TOPIC}([1-9]\d{{0,8}})", key, re.ASCII)
    named = courses.course(int(match[1])) if match else None
    if named and courses.is_public(named) and named.strand is not Strand.BESPOKE:
        return rules.Topic(key, named.title, is_series=False)
    return of_series.get(key)


def topics_told(subscriptions: list[Subscription]) -> list[tuple[rules.Topic, list[Subscription]]]:
    """The three series and whatever else is subscribed to, each with its subscriptions."""
    keys = [*(rules.topic_of_series(series).key for series in Series), *sorted({each.topic for each in subscriptions})]
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
    return literal(rules.COURSE_TOPIC) + cast(Course.id, String)
