"""What of a file Coursebook holds already, and what imports brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from app.booking.cut_over_file.models import BroughtBooking, BroughtRecord, BroughtSession, ComingOver, MadeKind
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.web.paging import Page, page_of

IMPORTS_ON_A_PAGE = 20
SESSIONS_ON_A_PAGE = 50

_TOLD_BY_LETTER = (BookingState.BOOKED, BookingState.WAITING)
"""Whoever was offered a place hears of it by the offer."""


def page_of_imports(page: int) -> Page[ComingOver]:
    """The latest first."""
    return page_of(select(ComingOver).order_by(ComingOver.id.desc()), page=page, per_page=IMPORTS_ON_A_PAGE)


def coming_over(import_id: int) -> ComingOver | None:
    return db.session.get(ComingOver, import_id)


@dataclass(frozen=True)
class BroughtLine:
    """A session of an import, and what of the bookings that came over stands on it now."""

    session: TrainingSession
    is_made: bool
    booked: int
    waiting: int
    untold: int


def page_of_sessions(of: ComingOver, page: int) -> Page[BroughtLine]:
    """Its sessions, the soonest first, with their counts: two queries."""
    wanted = (
        select(BroughtSession)
        .join(BroughtSession.session)
        .where(BroughtSession.coming_over_id == of.id)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    found = page_of(wanted, page=page, per_page=SESSIONS_ON_A_PAGE)
    sums = [func.sum(case((condition, 1), else_=0)) for condition in _COUNTED]
    counted = (
        select(Booking.session_id, *sums)
        .join(BroughtBooking, BroughtBooking.booking_id == Booking.id)
        .where(
            BroughtBooking.coming_over_id == of.id, Booking.session_id.in_([each.session_id for each in found.items])
        )
        .group_by(Booking.session_id)
    )
    counts = {row[0]: row[1:] for row in db.session.execute(counted)}
    return found.showing(
        [BroughtLine(each.session, each.is_made, *counts.get(each.session_id, (0, 0, 0))) for each in found.items]
    )


_COUNTED: tuple[ColumnElement[bool], ...] = (
    Booking.state == BookingState.BOOKED,
    Booking.state.in_((BookingState.WAITING, BookingState.OFFERED)),
    Booking.letters_wait & Booking.state.in_(_TOLD_BY_LETTER),
)


def to_tell(of: ComingOver, *, at: datetime) -> list[int]:
    """The numbers of the people of an import who have something to come, and haven't been told."""
    return list(db.session.scalars(_untold(at, BroughtBooking.coming_over_id == of.id)))


def how_many_untold(*, at: datetime) -> int:
    """People whose bookings came over, are still to come, and of which they haven't been told."""
    return db.session.scalar(select(func.count()).select_from(_untold(at).subquery())) or 0


def _untold(at: datetime, *of: ColumnElement[bool]) -> Select[int]:
    """What was brought leads: it is little, and Today asks. As a join, SQLite would read all bookings to come first."""
    return (
        select(Booking.practitioner_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Booking.id.in_(select(BroughtBooking.booking_id).where(*of)),
            Booking.letters_wait,
            Booking.state.in_(_TOLD_BY_LETTER),
            TrainingSession.is_published,
            ~TrainingSession.has_started(at),
        )
        .distinct()
        .order_by(Booking.practitioner_id)
    )


def untold_bookings(of: ComingOver, people: Sequence[int]) -> list[Booking]:
    """What came over of these people with this import, and they haven't been told of; the soonest session first."""
    wanted = (
        select(Booking)
        .join(BroughtBooking, BroughtBooking.booking_id == Booking.id)
        .join(Booking.session)
        .where(BroughtBooking.coming_over_id == of.id, Booking.letters_wait, Booking.practitioner_id.in_(people))
        .order_by(TrainingSession.starts_at, Booking.id)
    )
    return list(db.session.scalars(wanted))


def sessions_of(of: ComingOver) -> list[TrainingSession]:
    wanted = select(BroughtSession).where(BroughtSession.coming_over_id == of.id).order_by(BroughtSession.session_id)
    return [brought.session for brought in db.session.scalars(wanted)]


def is_awaited_elsewhere(session: TrainingSession, of: ComingOver) -> bool:
    """Whether others wait for it who came over with another import and haven't been told."""
    brought = aliased(BroughtBooking)
    waits = exists().where(
        brought.booking_id == Booking.id,
        brought.coming_over_id != of.id,
        Booking.session_id == session.id,
        Booking.state == BookingState.WAITING,
        Booking.letters_wait,
    )
    return bool(db.session.scalar(select(waits)))


def numbers_of_bookings(of: ComingOver) -> list[int]:
    wanted = select(BroughtBooking.booking_id).where(BroughtBooking.coming_over_id == of.id)
    return list(db.session.scalars(wanted.order_by(BroughtBooking.booking_id)))


def changed_bookings(of: ComingOver) -> int:
    """How many of its bookings aren't as the import left them, or were written about."""
    is_left = and_(Booking.state.in_(_TOLD_BY_LETTER), Booking.letters_wait, Booking.changed_at == BroughtBooking.as_of)
    wanted = (
        select(func.count())
        .select_from(BroughtBooking)
        .join(Booking, Booking.id == BroughtBooking.booking_id)
        .where(BroughtBooking.coming_over_id == of.id, ~is_left)
    )
    return db.session.scalar(wanted) or 0


def changed_sessions(of: ComingOver) -> int:
    """How many of the sessions that it made aren't as it left them."""
    wanted = (
        select(func.count())
        .select_from(BroughtSession)
        .join(TrainingSession, TrainingSession.id == BroughtSession.session_id)
        .where(BroughtSession.coming_over_id == of.id, BroughtSession.is_made)
        .where(TrainingSession.changed_at != BroughtSession.as_of)
    )
    return db.session.scalar(wanted) or 0


def brought_sessions(of: ComingOver) -> list[BroughtSession]:
    wanted = select(BroughtSession).where(BroughtSession.coming_over_id == of.id).order_by(BroughtSession.id)
    return list(db.session.scalars(wanted))


def made_by(of: ComingOver, kind: MadeKind) -> list[int]:
    """The numbers of the agencies or people that an import made."""
    wanted = select(BroughtRecord.record_id).where(BroughtRecord.coming_over_id == of.id, BroughtRecord.kind == kind)
    return list(db.session.scalars(wanted.order_by(BroughtRecord.record_id)))
