"""Which bookings a run of the job has to see: those that changed, never all of them."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Agency
from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.charging.models import GONE, Charge
from app.core.changes import JobRun
from app.core.database import db
from app.programme.models_sessions import SessionState, TrainingSession


def bookings_concerned(look: JobRun, *, since: datetime) -> list[int]:
    """Their ids, in order. A handful of queries, each by an index of its own.

    What can make a charge follow, or follow no longer: the booking changed (cancelled, marked, given away), its session
    did (we cancelled it), its register was closed, or its agency was filed anew. A sweep sees all that was cancelled or
    marked at `since` or later.
    """
    return sorted(_all(since) if look.is_sweep else _changed(look.since, of_sessions_since=since))


def bookings_charged(look: JobRun) -> list[int]:
    """Of bookings that have a charge: those that changed, whose session did, or all of them in a sweep."""
    wanted = select(Charge.booking_id).where(Charge.state.not_in(GONE)).distinct()
    if look.is_sweep:
        return sorted(db.session.scalars(wanted))
    changed = _ids(Booking.changed_at >= look.since) | _of_sessions(TrainingSession.changed_at >= look.since)
    return sorted(changed)


def _changed(since: datetime, *, of_sessions_since: datetime) -> set[int]:
    return (
        _ids(Booking.changed_at >= since)
        | _of_sessions(TrainingSession.changed_at >= since)
        | _of_registers(Register.changed_at >= since)
        | _of_agencies(since, of_sessions_since=of_sessions_since)
    )


def _all(since: datetime) -> set[int]:
    shown = TrainingSession.state.in_((SessionState.PUBLISHED, SessionState.CANCELLED))
    return (
        _of_sessions(shown, TrainingSession.ends_at >= since)
        | _of_registers(Register.closed_at >= since)
        | _ids(Booking.changed_at >= since)
    )


def _ids(*conditions: ColumnElement[bool]) -> set[int]:
    return set(db.session.scalars(select(Booking.id).where(Booking.outcome.is_not(None), *conditions)))


def _of_sessions(*conditions: ColumnElement[bool]) -> set[int]:
    wanted = select(Booking.id).join(TrainingSession, TrainingSession.id == Booking.session_id)
    return set(db.session.scalars(wanted.where(Booking.outcome.is_not(None), *conditions)))


def _of_registers(condition: ColumnElement[bool]) -> set[int]:
    wanted = select(Booking.id).join(Register, Register.session_id == Booking.session_id)
    return set(db.session.scalars(wanted.where(Booking.outcome.is_not(None), condition)))


def _of_agencies(since: datetime, *, of_sessions_since: datetime) -> set[int]:
    """Of those filed anew, and of those that merged into one."""
    into = aliased(Agency)
    filed_anew = select(Agency.id).outerjoin(into, into.id == Agency.merged_into_id)
    agencies = db.session.scalars(filed_anew.where(or_(Agency.changed_at >= since, into.changed_at >= since))).all()
    if not agencies:
        return set()
    return _of_sessions(TrainingSession.ends_at >= of_sessions_since, Booking.agency_id.in_(agencies))
