"""Reads of charges."""

from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from app.accounts.models import Agency, AgencyGroup
from app.attendance.models import Register
from app.booking.models import Booking, Outcome
from app.charging.models import GONE, Charge, ChargeState
from app.charging.rules import FIXED_BY_THE_REGISTER
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
    """Cancellations since an instant, and outcomes of registers closed since, that have no charge that stands.

    Imported registers are history: nothing is proposed for them.
    """
    fixed = exists().where(Register.session_id == Booking.session_id, Register.closed_at >= since)
    cancelled = and_(Booking.outcome.in_((Outcome.LATE_CANCELLED, Outcome.CANCELLED)), Booking.cancelled_at >= since)
    marked = and_(
        Booking.outcome.in_(FIXED_BY_THE_REGISTER),
        or_(Booking.outcome != Outcome.ATTENDED, Agency.group != AgencyGroup.CONTRIBUTING),
        fixed,
    )
    wanted = (
        select(Booking)
        .join(Booking.session)
        .outerjoin(Booking.agency)
        .where(
            TrainingSession.is_imported.is_(False),
            or_(cancelled, marked),
            Booking.policy_id.is_not(None),
            ~exists().where(Charge.booking_id == Booking.id, Charge.state.not_in(GONE)),
        )
        .order_by(Booking.id)
    )
    return list(db.session.scalars(wanted))
