"""Reads of charges."""

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


def bookings_without_proposal() -> list[Booking]:
    """Late cancellations, and no-shows of closed registers, that nobody has looked at for a charge yet.

    Imported registers are history: nothing is proposed for them.
    """
    fixed = exists().where(Register.session_id == Booking.session_id)
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            TrainingSession.is_imported.is_(False),
            or_(Booking.outcome == Outcome.LATE_CANCELLED, and_(Booking.outcome == Outcome.NO_SHOW, fixed)),
            ~exists().where(Charge.booking_id == Booking.id),
        )
        .order_by(Booking.id)
    )
    return list(db.session.scalars(wanted))
