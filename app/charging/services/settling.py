"""What became of a bill's lines: paid, or written off."""

from datetime import datetime

from app import audit
from app.accounts.models import User
from app.charging.models import Bill, Charge, ChargeState, NotBilled, WordsNeeded
from app.charging.services.claims import lock_charge
from app.database import command


@command
def mark_paid(charge: Charge, *, by: User, at: datetime) -> None:
    """Raises NotBilled."""
    lock_charge(charge)
    charge.settle(ChargeState.PAID)
    audit.write("marked a charge as paid", charge, by=by, at=at)


@command
def mark_all_paid(bill: Bill, *, by: User, at: datetime) -> int:
    """All of a bill that isn't settled yet; returns how many lines. Raises NotBilled where nothing is open."""
    paid = 0
    for charge in sorted((line.charge for line in bill.lines if not line.is_credit), key=lambda charge: charge.id):
        lock_charge(charge)
        if charge.is_billed:
            charge.settle(ChargeState.PAID)
            audit.write("marked a charge as paid", charge, by=by, at=at)
            paid += 1
    if not paid:
        raise NotBilled("Nothing on this bill waits to be paid any more.")
    return paid


@command
def write_off(charge: Charge, words: str, *, by: User, at: datetime) -> None:
    """It won't be paid, and why. Raises NotBilled or WordsNeeded."""
    if not words.strip():
        raise WordsNeeded
    lock_charge(charge)
    charge.settle(ChargeState.WRITTEN_OFF, words.strip())
    audit.write("wrote off a charge", charge, by=by, at=at, note=charge.reason)
