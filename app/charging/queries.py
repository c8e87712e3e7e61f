"""Reads of charges."""

from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from app.attendance.models import Register
from app.booking.models import Booking, Outcome
from app.charging.models import Charge, ChargeState
from app.database import db
from app.programme.models import TrainingSession


def charge(charge_id: int) -> Charge | None:
    return db.session.get(Charge, charge_id)


def charges(state: ChargeState | None = None) -> list[Charge]:
    """Newest first, of one state or of all."""
    wanted = select(Charge).order_by(Charge.id.desc())
    return list(db.session.scalars(wanted.where(Charge.state == state) if state else wanted))


def counts() -> dict[ChargeState, tuple[int, int]]:
    """For each state that occurs: how many charges, and their sum in pence."""
    rows = db.session.execute(select(Charge.state, func.count(), func.sum(Charge.pence)).group_by(Charge.state))
    return {state: (how_many, pence) for state, how_many, pence in rows}


def bookings_without_proposal(*, since: datetime) -> list[Booking]:
    """Cancellations since an instant, and no-shows of registers closed since, that have no charge.

    Imported registers are history: nothing is proposed for them.
    """
    fixed = exists().where(Register.session_id == Booking.session_id, Register.closed_at >= since)
    cancelled = Booking.outcome.in_((Outcome.LATE_CANCELLED, Outcome.CANCELLED))
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            TrainingSession.is_imported.is_(False),
            or_(and_(cancelled, Booking.cancelled_at >= since), and_(Booking.outcome == Outcome.NO_SHOW, fixed)),
            ~exists().where(Charge.booking_id == Booking.id),
        )
        .order_by(Booking.id)
    )
    return list(db.session.scalars(wanted))
