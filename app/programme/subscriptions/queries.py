"""Who is told of what: subscriptions, and what they were told of already."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, select

from app.accounts.models import Agency, User
from app.core.clock import to_london
from app.core.database import db
from app.notifications import queries as notifications
from app.notifications.models_subscriptions import Subscription
from app.programme.courses import queries as courses
from app.programme.models import Course, Series, Strand
from app.programme.models_sessions import SessionState, TrainingSession
from app.programme.subscriptions import rules
from app.programme.subscriptions.models import Announcement, MonthlyInvitation
from app.settings import queries as settings
from app.settings.rules_programme import LunchtimeSeries

LONGEST_ANNOUNCED = timedelta(days=100)
"""No session is told of by an invitation earlier than this before its start."""


def topic(key: str) -> rules.Topic | None:
    """What is subscribed to under this key; a course that isn't on show is none."""
    of_series = {topic.key: topic for topic in rules.topics_of_series(settings.current(LunchtimeSeries))}
    match = re.fullmatch(rf"{Course.TOPIC}([1-9]\d{{0,8}})", key, re.ASCII)
    named = courses.course(int(match[1])) if match else None
    if named and courses.is_public(named) and named.strand is not Strand.BESPOKE:
        return rules.Topic(key, named.title, is_series=False)
    return of_series.get(key)


@dataclass(frozen=True)
class ToldOf:
    """A topic, how many people hear of it, and the mailing lists that do."""

    topic: rules.Topic
    people: int
    lists: list[Subscription]


def topics_told() -> list[ToldOf]:
    """The three series and whatever else is subscribed to. Three queries, however many they are."""
    people, lists = notifications.how_many_people(), notifications.mailing_lists()
    keys = {*people, *(each.topic for each in lists)}
    told_of = select(Course).where(Course.topic.in_(keys), Course.strand != Strand.BESPOKE, courses.was_published())
    of_courses = [
        rules.Topic(course.topic, course.title, is_series=False)
        for course in db.session.scalars(told_of.order_by(Course.title))
    ]
    known = [*rules.topics_of_series(settings.current(LunchtimeSeries)), *of_courses]
    return [
        ToldOf(topic, people.get(topic.key, 0), [each for each in lists if each.topic == topic.key]) for topic in known
    ]


class InterestOfAgency(NamedTuple):
    """How many of an agency asked to be told of a course's dates, and since when the first of them has waited."""

    agency: str
    people: int
    since: datetime


def interest_in(course: Course) -> list[InterestOfAgency]:
    """Who asked to be told of new dates, by agency, those of the most people first; "" for whom we know no agency of.

    The agency is that of whoever has the address now. One query.
    """
    agency = func.coalesce(Agency.name, "")
    how_many = func.count(Subscription.id)
    wanted = (
        select(agency, how_many, func.min(Subscription.confirmed_at, type_=Subscription.confirmed_at.type))
        .outerjoin(User, User.email == Subscription.email)
        .outerjoin(Agency, Agency.id == User.agency_id)
        .where(Subscription.topic == course.topic, Subscription.stands)
        .group_by(agency)
        .order_by(how_many.desc(), agency)
    )
    return [InterestOfAgency(name, people, since) for name, people, since in db.session.execute(wanted) if since]


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


def announced(sessions: Iterable[TrainingSession]) -> set[int]:
    """The ids of those that an invitation to their series has told somebody of who still hears of it, in one query."""
    wanted = (
        select(Announcement.session_id)
        .join(Subscription, Subscription.id == Announcement.subscription_id)
        .where(
            Announcement.session_id.in_([session.id for session in sessions]), Subscription.stands, _is_of_a_series()
        )
    )
    return set(db.session.scalars(wanted))


def announcements(sessions: Iterable[TrainingSession]) -> dict[tuple[int, int], Announcement]:
    """Who was told of these sessions, by subscription and session."""
    wanted = select(Announcement).where(Announcement.session_id.in_({session.id for session in sessions}))
    return {(each.subscription_id, each.session_id): each for each in db.session.scalars(wanted)}


@dataclass(frozen=True)
class Untold:
    """A subscription without a certain invitation; whether it has had any, and one of this month."""

    subscription: Subscription
    told_before: bool
    told_this_month: bool


def without_invitation(series: Series, *, month: date, version: str) -> list[Untold]:
    """Who hears of a series and wasn't sent this version of the month's invitation. One query."""
    told = exists().where(MonthlyInvitation.subscription_id == Subscription.id)
    this_month = told.where(MonthlyInvitation.month == month)
    wanted = (
        select(Subscription, told.label("told_before"), this_month.label("told_this_month"))
        .where(Subscription.stands, Subscription.topic == rules.series_topic(series))
        .where(~this_month.where(MonthlyInvitation.version == version))
        .order_by(Subscription.id)
    )
    return [Untold(*row) for row in db.session.execute(wanted)]


def untold_dates(among: Sequence[int] | None = None, *, at: datetime) -> list[tuple[Subscription, TrainingSession]]:
    """Who asked for new dates, with each that was published since, can be booked, and that they weren't told of.

    Of these subscriptions, if any are named by their ids.
    """
    told = exists().where(
        Announcement.subscription_id == Subscription.id, Announcement.session_id == TrainingSession.id
    )
    wanted = (
        select(Subscription, TrainingSession)
        .join(TrainingSession.course)
        .join(Subscription, Subscription.topic == Course.topic)
        .where(
            Subscription.stands,
            TrainingSession.published_at > Subscription.confirmed_at,
            TrainingSession.takes_bookings,
            TrainingSession.is_on_show,
            ~TrainingSession.has_started(at),
            TrainingSession.is_open_for_booking(to_london(at).date()),
            ~told,
        )
        .order_by(Subscription.id, TrainingSession.starts_at, TrainingSession.id)
    )
    if among is not None:
        wanted = wanted.where(Subscription.id.in_(among))
    return [(subscription, session) for subscription, session in db.session.execute(wanted)]


def _is_of_a_series() -> ColumnElement[bool]:
    return Subscription.topic.in_([rules.series_topic(series) for series in Series])
