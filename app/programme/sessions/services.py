"""Commands on sessions."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.programme.learning_weeks import queries as learning_weeks
from app.programme.models import Course, Trainer
from app.programme.models_sessions import Day, Delivery, TrainingSession
from app.programme.refusals import CourseRetired, DatesAreFixed, NotADraft, OutsideTheWeek
from app.programme.venues import queries as venues
from app.programme.venues.refusals import PlaceUnknown, RoomTooSmall


@dataclass(frozen=True)
class SessionDetails:
    """`places` is the capacity; an open session takes no bookings. With a `venue_id`, `venue` needn't say its name."""

    days: list[Day]
    places: int
    delivery: Delivery
    venue: str = ""
    joining_link: str = ""
    trainers: list[Trainer] = field(default_factory=list)
    learning_week_id: int | None = None
    is_open: bool = False
    venue_id: int | None = None
    room_id: int | None = None


def as_it_stands(session: TrainingSession) -> SessionDetails:
    """What its form would send if nothing were typed: to be changed in one thing."""
    return SessionDetails(
        days=[Day(day.on, day.starts, day.ends) for day in session.days],
        places=session.places,
        delivery=session.delivery,
        venue=session.venue,
        joining_link=session.joining_link,
        trainers=list(session.trainers),
        learning_week_id=session.learning_week_id,
        is_open=session.is_open,
        venue_id=session.venue_id,
        room_id=session.room_id,
    )


@command
def add_session(course: Course, details: SessionDetails, *, by: User, at: datetime) -> TrainingSession:
    """A draft that the training team alone can see.

    Raises CourseRetired, DaysUnclear, PlaceUnknown or RoomTooSmall.
    """
    if course.is_retired:
        raise CourseRetired
    session = TrainingSession(course=course, created_at=at)
    _describe(session, details)
    session.places, session.is_open = details.places, details.is_open
    session.plan_days(details.days)
    db.session.add(session)
    audit.write(Verb.ADDED_SESSION, session, by=by, at=at)
    return session


@command
def edit_session(session: TrainingSession, details: SessionDetails, *, by: User, at: datetime) -> None:
    """A draft may change in all; a published one keeps what people have booked.

    Raises DaysUnclear, DatesAreFixed, PlaceUnknown or RoomTooSmall.
    """
    planned = sorted(details.days)
    same_days = planned == [Day(day.on, day.starts, day.ends) for day in session.days]
    if not session.is_draft and not (same_days and _what_people_booked(session) == _what_people_booked(details)):
        raise DatesAreFixed
    _change(session, details)
    audit.write(Verb.EDITED_SESSION, session, by=by, at=at)


@command
def change_published(session: TrainingSession, details: SessionDetails, *, by: User, at: datetime) -> None:
    """What people booked is changed: their calendars must follow. For the booking room, which tells them.

    Raises DaysUnclear, OutsideTheWeek, PlaceUnknown or RoomTooSmall.
    """
    _change(session, details)
    session.sequence += 1
    audit.write(Verb.CHANGED_PUBLISHED_SESSION, session, by=by, at=at)


@command
def delete_draft(session: TrainingSession, *, by: User, at: datetime) -> None:
    """As if it had never been planned: nobody has booked it. Raises NotADraft."""
    if not session.is_draft:
        raise NotADraft
    audit.write(Verb.DELETED_DRAFT, session, by=by, at=at, course=session.title, on=f"{session.days[0].on}")
    db.session.execute(
        update(TrainingSession).where(TrainingSession.copied_from_id == session.id).values(copied_from_id=None)
    )
    db.session.delete(session)


@command
def cancel(session: TrainingSession, reason: str, *, words: str, by: User, at: datetime) -> None:
    """It won't run. For the booking room, which tells people. Raises NotPublished."""
    session.cancel(reason, words)
    audit.write(Verb.CANCELLED_SESSION, session, by=by, at=at, reason=reason)


@command
def publish(session: TrainingSession, *, by: User, at: datetime) -> None:
    """Raises NotADraft."""
    session.publish(at)
    audit.write(Verb.PUBLISHED_SESSION, session, by=by, at=at)


def _change(session: TrainingSession, details: SessionDetails) -> None:
    planned = sorted(details.days)
    _describe(session, details)
    session.places, session.is_open = details.places, details.is_open
    if planned != [Day(day.on, day.starts, day.ends) for day in session.days]:
        session.days = []
        db.session.flush()  # the old days go first: their dates may come again
        session.plan_days(planned)


def _what_people_booked(session: TrainingSession | SessionDetails) -> tuple[object, ...]:
    names = ("places", "is_open", "delivery", "venue_id", "room_id", "joining_link", "learning_week_id")
    as_free_text = session.venue if session.venue_id is None else ""
    return (as_free_text, *(getattr(session, name) for name in names))


def _describe(session: TrainingSession, details: SessionDetails) -> None:
    _hold_at(session, details)
    session.delivery, session.joining_link = details.delivery, details.joining_link
    session.trainers, session.learning_week_id = details.trainers, details.learning_week_id
    week = learning_weeks.learning_week(details.learning_week_id) if details.learning_week_id else None
    if week and any(not week.starts_on <= day.on <= week.ends_on for day in details.days):
        raise OutsideTheWeek


def _hold_at(session: TrainingSession, details: SessionDetails) -> None:
    """At a record, whose name it takes, or at what was typed."""
    is_as_before = (session.room_id, session.places) == (details.room_id, details.places)
    session.venue, session.venue_id, session.room_id = details.venue, None, None
    if details.venue_id is None or details.delivery is Delivery.VIRTUAL:
        return
    chosen = venues.place_chosen(details.venue_id, details.room_id)
    if chosen is None:
        raise PlaceUnknown
    venue, room = chosen
    if room and details.places > room.capacity and details.delivery is Delivery.VENUE and not is_as_before:
        raise RoomTooSmall(f"{room.name} holds {room.capacity:,}. Offer fewer places or choose another room.")
    session.venue_id, session.room_id, session.venue = venue.id, details.room_id, room.called if room else venue.name
