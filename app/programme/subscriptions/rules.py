"""What one can subscribe to, and the monthly invitations to the lunchtime sessions."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.clock import from_london, to_london
from app.programme.models import Course, Series, Strand
from app.programme.models_sessions import TrainingSession
from app.settings.rules_programme import LunchtimeSeries


def month_of(session: TrainingSession) -> date:
    """The first day of the month in which it starts."""
    return to_london(session.starts_at).date().replace(day=1)


@dataclass(frozen=True)
class Topic:
    """What one can subscribe to: invitations to a series of lunchtime sessions, or new dates of a course."""

    key: str
    title: str
    is_series: bool

    @property
    def words(self) -> str:
        """As it follows "You get": invitations to “How to…”."""
        return f"invitations to “{self.title}”" if self.is_series else f"word of new dates of “{self.title}”"


def series_topic(series: Series) -> str:
    return f"series-{series.value.replace(' ', '-')}"


def topic_of_series(series: Series, named: LunchtimeSeries) -> Topic:
    return Topic(series_topic(series), named.name_of(series), is_series=True)


def topics_of_series(named: LunchtimeSeries) -> list[Topic]:
    return [topic_of_series(series, named) for series in Series]


def topic_of_course(course: Course, named: LunchtimeSeries) -> Topic | None:
    """Its series, or its new dates; None where there are none to tell of."""
    if course.series:
        return topic_of_series(course.series, named)
    if course.strand in (Strand.BESPOKE, Strand.E_LEARNING) or course.is_retired:
        return None
    return Topic(course.topic, course.title, is_series=False)


INVITED_ON = 20
INVITED_AT = time(9)


def invited_from(month: date) -> datetime:
    """When the invitations of a month, given by its first day, go out: the 20th of the month before, 9:00 in London."""
    return from_london((month - timedelta(days=1)).replace(day=INVITED_ON), INVITED_AT)


def months_invited_to(at: datetime) -> list[date]:
    """The months whose invitations are out, by their first days: this one, and from the 20th the next."""
    this_month = to_london(at).date().replace(day=1)
    next_month = (this_month + timedelta(days=31)).replace(day=1)
    return [this_month, next_month] if at >= invited_from(next_month) else [this_month]


@dataclass(frozen=True)
class Invitation:
    """What the subscribers of a series are sent for a month: one message with all its sessions.

    It tells of what is left of the month before, too, so that somebody who subscribes late misses nothing, and of
    sessions that were announced and then moved beyond the month or cancelled, so that calendars follow.
    """

    month: date
    sessions: list[TrainingSession]

    @property
    def version(self) -> str:
        """The same until a session is added, moved or cancelled. It doesn't change as sessions pass."""
        stand = ",".join(f"{session.id}.{session.sequence}" for session in self.sessions)
        return hashlib.sha256(stand.encode()).hexdigest()[:10]

    @property
    def occurrence(self) -> str:
        """What tells its letter from those of other months and versions."""
        return f"{self.month:%Y-%m}-{self.version}"

    def to_come(self, at: datetime, *, with_cancelled: bool) -> list[TrainingSession]:
        """Those that haven't ended; somebody who never heard of a cancelled one needn't now."""
        return [
            session
            for session in self.sessions
            if not session.has_ended(at) and (with_cancelled or session.is_published)
        ]


def invitation(sessions: list[TrainingSession], *, announced: Collection[int], at: datetime) -> Invitation | None:
    """The one that is current, for the open sessions of one series, published or cancelled; None without any.

    `announced` are the ids of those that an invitation has told of: a cancelled one is told to calendars that have it,
    and one that moved beyond the months invited to counts for the last of them.
    """
    months = months_invited_to(at)
    told = [
        session
        for session in sessions
        if session.id in announced or (session.is_published and month_of(session) <= months[-1])
    ]
    month = max((min(month_of(session), months[-1]) for session in told), default=months[0])
    month = max(month, months[0])
    since = invited_from(month)
    chosen = [session for session in told if session.starts_at >= since]
    chosen.sort(key=lambda session: (session.starts_at, session.id))
    return Invitation(month, chosen) if chosen else None
