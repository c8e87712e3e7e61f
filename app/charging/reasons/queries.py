"""About which charges a reason is to be asked, and what became of the asking."""

from datetime import datetime

from sqlalchemy import Select, select

from app.charging.models import Charge, ChargeState, ManagerLetter
from app.core.database import db


def charges_to_ask_about() -> list[Charge]:
    """Proposed, and to be explained."""
    wanted = charges_with_bookings().where(Charge.state == ChargeState.PROPOSED, Charge.needs_a_reason)
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def charges_past_deadline(*, at: datetime) -> list[Charge]:
    wanted = charges_with_bookings().where(Charge.is_past_deadline(at))
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def charges_whose_letter_waits() -> list[Charge]:
    """Their reason was asked, and the letter that asks wasn't known to have left us when we last looked."""
    wanted = charges_with_bookings().where(
        Charge.state == ChargeState.ASKED, Charge.letter_key.is_not(None), Charge.letter_left_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def still_asked(letter: ManagerLetter) -> list[Charge]:
    """Those named in a letter to a line manager whose reason is still waited for, by number."""
    wanted = charges_with_bookings().where(Charge.manager_letter_id == letter.id, Charge.state == ChargeState.ASKED)
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def charges_with_bookings() -> Select[Charge]:
    return select(Charge).join(Charge.booking)
