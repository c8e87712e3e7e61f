"""What to look at again in a session, before it is published and while it is to come. A warning forbids nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from app.programme.checking.rules_clashes import CheckedRoom, CheckedVenue, DoubleUse, Occupation, place_taken
from app.programme.models import Strand
from app.programme.models_sessions import Day, Delivery, SessionState
from app.programme.models_trainers import TrainerUnavailability
from app.programme.rules_working_days import NONE, Closed, is_working_day
from app.web.formatting import count, day_month_year, short_date, wall_time

EARLIEST, LATEST = time(7), time(21)
MOST_PLAUSIBLE = 500
"""Places: a conference has some 280."""

LOOKED_AHEAD = timedelta(days=28)
"""How long before a session the manager's first page speaks of what it lacks."""


class WarningKind(StrEnum):
    """In the order in which they are said; the values stand on the list of sessions."""

    NO_LINK = "no joining link"
    NO_ROOM = "no room"
    NO_TRAINER = "no trainer"
    DECLINED = "trainer said no"
    UNCONFIRMED = "trainer not confirmed"
    UNAVAILABLE = "trainer unavailable"
    CLASH = "clash"
    DAY_OFF = "day off"
    HOURS = "hours"
    PLACES = "places"


@dataclass(frozen=True)
class SessionWarning:
    kind: WarningKind
    words: str


@dataclass(frozen=True)
class CheckedTrainer:
    """One who is asked to teach a session, and what they answered."""

    id: int
    name: str
    is_confirmed: bool
    has_declined: bool


@dataclass(frozen=True)
class CheckedSession:
    """What of a session is looked at, read for many at once."""

    id: int
    title: str
    strand: Strand
    state: SessionState
    delivery: Delivery
    joining_link: str
    places: int
    days: Sequence[Day]
    trainers: Sequence[CheckedTrainer]
    venue: CheckedVenue | None
    room: CheckedRoom | None
    starts_at: datetime
    changed_at: datetime

    @property
    def is_cancelled(self) -> bool:
        return self.state is SessionState.CANCELLED

    @cached_property
    def occupation(self) -> Occupation:
        place, called = place_taken(self.delivery, self.venue, self.room)
        return Occupation(
            title=self.title,
            days=self.days,
            trainers={trainer.id: trainer.name for trainer in self.trainers},
            place=place,
            place_name=called,
            session_id=self.id,
            is_draft=self.state is SessionState.DRAFT,
        )


def warnings_of(
    session: CheckedSession,
    *,
    unavailable: Iterable[TrainerUnavailability],
    clashes: Iterable[DoubleUse],
    closed: Closed,
) -> list[SessionWarning]:
    """All that is to be looked at again in a session as it stands. `unavailable` may be more than is about it."""
    return [
        *_no_link(session),
        *_no_room(session),
        *_about_trainers(session.trainers),
        *_about_dates(session, unavailable),
        *(SessionWarning(WarningKind.CLASH, clash.words) for clash in clashes),
        *about_plan(session.days, session.places, room=session.room, delivery=session.delivery, closed=closed),
    ]


def about_plan(
    days: Sequence[Day],
    places: int,
    *,
    room: CheckedRoom | None = None,
    delivery: Delivery = Delivery.VIRTUAL,
    closed: Closed = NONE,
) -> list[SessionWarning]:
    """When it is and how large: also of what is only planned."""
    off = [SessionWarning(WarningKind.DAY_OFF, words) for day in days if (words := why_off(day.on, closed))]
    return [*off, *_about_hours(days), *_about_places(places, room if delivery is not Delivery.VIRTUAL else None)]


def why_off(day: date, closed: Closed = NONE) -> str:
    """3 May 2027 is a bank holiday; empty for a working day."""
    if is_working_day(day, closed):
        return ""
    if day.weekday() >= 5:
        return f"{day_month_year(day)} is a {day:%A}"
    return (
        f"{day_month_year(day)} is {'a bank holiday' if not is_working_day(day) else 'a day when the office is closed'}"
    )


def _no_link(session: CheckedSession) -> list[SessionWarning]:
    if session.delivery is Delivery.VENUE or session.joining_link or session.strand is Strand.E_LEARNING:
        return []
    return [SessionWarning(WarningKind.NO_LINK, "There is no joining link yet")]


def _no_room(session: CheckedSession) -> list[SessionWarning]:
    venue = None if session.delivery is Delivery.VIRTUAL else session.venue
    if venue is None or session.room or not venue.rooms:
        return []
    return [SessionWarning(WarningKind.NO_ROOM, f"No room is chosen at {venue.name}")]


def _about_trainers(asked: Sequence[CheckedTrainer]) -> list[SessionWarning]:
    if not asked:
        return [SessionWarning(WarningKind.NO_TRAINER, "No trainer is asked yet")]
    return [
        SessionWarning(WarningKind.DECLINED, f"{trainer.name} said no")
        if trainer.has_declined
        else SessionWarning(WarningKind.UNCONFIRMED, f"{trainer.name} hasn’t confirmed yet")
        for trainer in asked
        if not trainer.is_confirmed
    ]


def _about_dates(session: CheckedSession, unavailable: Iterable[TrainerUnavailability]) -> list[SessionWarning]:
    ids = {trainer.id for trainer in session.trainers}
    return [
        SessionWarning(
            WarningKind.UNAVAILABLE,
            f"{dates.trainer.name} can’t teach {dates.in_words}{f' ({dates.words})' if dates.words else ''}",
        )
        for dates in unavailable
        if dates.trainer_id in ids and any(dates.holds(day.on) for day in session.days)
    ]


def _about_hours(days: Sequence[Day]) -> list[SessionWarning]:
    early = [f"It starts at {wall_time(day.starts)} on {short_date(day.on)}" for day in days if day.starts < EARLIEST]
    late = [f"It ends at {wall_time(day.ends)} on {short_date(day.on)}" for day in days if day.ends > LATEST]
    return [SessionWarning(WarningKind.HOURS, words) for words in (*early, *late)]


def _about_places(places: int, room: CheckedRoom | None) -> list[SessionWarning]:
    if room and places > room.capacity:
        holds = (
            f"{room.called} holds {count(room.capacity, 'person', 'people')}, and there are {count(places, 'place')}"
        )
        return [SessionWarning(WarningKind.PLACES, holds)]
    if places > MOST_PLAUSIBLE:
        return [SessionWarning(WarningKind.PLACES, f"It has {count(places, 'place')}")]
    return []
