"""Reads of charges."""

from sqlalchemy import select

from app.charging.models import Charge, ChargeState
from app.core.database import db


def charge(charge_id: int) -> Charge | None:
    return db.session.get(Charge, charge_id)


def charges(state: ChargeState | None = None) -> list[Charge]:
    """Newest first, of one state or of all."""
    wanted = select(Charge).order_by(Charge.id.desc())
    return list(db.session.scalars(wanted.where(Charge.state == state) if state else wanted))
