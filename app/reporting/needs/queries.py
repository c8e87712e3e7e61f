"""Reads of what people need, by date and venue."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from app.booking.models import Booking
from app.booking.states import BookingState
from app.core.database import db
from app.programme.models_sessions import Delivery, SessionDay, TrainingSession, session_trainer
from app.programme.models_venues import Venue
from app.reporting.needs.rules import NeedsOfDay, SessionExpected, VenueDay, totals
from app.web.paging import Page, page_of_rows


def venue_days(*, since: date, venue_id: int = 0, page: int = 1, per_page: int = 50) -> Page[VenueDay]:
    """Dates from one on with sessions at a venue, the next first; of one venue alone if its number is given."""
    name = func.coalesce(Venue.name, TrainingSession.venue)
    needs = func.sum(case((Booking.has_needs, 1), else_=0))
    columns: tuple[Any, ...] = (
        SessionDay.on,
        name,
        TrainingSession.venue_id,
        func.count(TrainingSession.id.distinct()),
        func.count(Booking.id),
        func.coalesce(needs, 0),
    )
    wanted = (
        select(*columns)
        .select_from(SessionDay)
        .join(TrainingSession, TrainingSession.id == SessionDay.session_id)
        .outerjoin(Venue, Venue.id == TrainingSession.venue_id)
        .outerjoin(Booking, _expected())
        .where(SessionDay.on >= since, *_at_a_venue())
        .group_by(SessionDay.on, name, TrainingSession.venue_id)
        .order_by(SessionDay.on, name, TrainingSession.venue_id)
    )
    if venue_id:
        wanted = wanted.where(TrainingSession.venue_id == venue_id)
    found = page_of_rows(wanted, page=page, per_page=per_page)
    return Page([VenueDay(*row) for row in found.items], found.number, found.has_next)


def needs_of(day: VenueDay) -> NeedsOfDay:
    """What the people booked there on that date need. Four queries."""
    here = TrainingSession.venue_id == day.venue_id if day.venue_id else TrainingSession.venue == day.venue
    if not day.venue_id:
        here = and_(here, TrainingSession.venue_id.is_(None))
    on = select(SessionDay.id).where(SessionDay.session_id == TrainingSession.id, SessionDay.on == day.on).exists()
    wanted = select(TrainingSession).where(here, on, *_at_a_venue())
    sessions = list(db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)))
    ids = [session.id for session in sessions]
    said = db.session.execute(
        select(Booking.session_id, Booking.access_needs, Booking.dietary_needs)
        .where(Booking.session_id.in_(ids), Booking.state == BookingState.BOOKED)
        .order_by(Booking.id)
    ).all()
    people, trainers = Counter(row.session_id for row in said), _trainers(ids)
    return NeedsOfDay(
        [SessionExpected(session, people[session.id], trainers.get(session.id, 0)) for session in sessions],
        totals(row.access_needs for row in said),
        totals(row.dietary_needs for row in said),
    )


def _trainers(ids: list[int]) -> dict[int, int]:
    """How many have confirmed, by session."""
    trainer = session_trainer.c
    confirmed = select(trainer.session_id, func.count()).where(trainer.session_id.in_(ids), trainer.is_confirmed)
    return {row[0]: row[1] for row in db.session.execute(confirmed.group_by(trainer.session_id))}


def _expected() -> ColumnElement[bool]:
    return and_(Booking.session_id == TrainingSession.id, Booking.state == BookingState.BOOKED)


def _at_a_venue() -> tuple[ColumnElement[bool], ...]:
    return and_(TrainingSession.is_published), TrainingSession.delivery != Delivery.VIRTUAL
