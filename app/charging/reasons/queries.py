"""About which charges a reason is to be asked, and what became of the asking."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from app.charging.models import Charge, ChargeState, ManagerLetter
from app.core.database import db


def charges_to_ask_about(numbers: Sequence[int] | None = None) -> list[Charge]:
    """Proposed, and to be explained; of these if any are named."""
    wanted = charges_with_bookings().where(Charge.state == ChargeState.PROPOSED, Charge.needs_a_reason)
    return _of(numbers, wanted)


def charges_past_deadline(numbers: Sequence[int] | None = None, *, at: datetime) -> list[Charge]:
    return _of(numbers, charges_with_bookings().where(Charge.is_past_deadline(at)))


def charges_whose_letter_waits(numbers: Sequence[int] | None = None) -> list[Charge]:
    """Their reason was asked, and the letter that asks wasn't known to have left us when we last looked."""
    wanted = charges_with_bookings().where(
        Charge.state == ChargeState.ASKED, Charge.letter_key.is_not(None), Charge.letter_left_at.is_(None)
    )
    return _of(numbers, wanted)


def still_asked(letter: ManagerLetter) -> list[Charge]:
    """Those named in a letter to a line manager whose reason is still waited for, by number."""
    wanted = charges_with_bookings().where(Charge.manager_letter_id == letter.id, Charge.state == ChargeState.ASKED)
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def _of(numbers: Sequence[int] | None, wanted: Select[Charge]) -> list[Charge]:
    if numbers is not None:
        wanted = wanted.where(Charge.id.in_(numbers))
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def charges_with_bookings() -> Select[Charge]:
    return select(Charge).join(Charge.booking)
