"""What became of a bill's lines: paid, or written off."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.charging.bills.models import Bill
from app.charging.models import Charge
from app.charging.refusals import NotBilled, WordsNeeded
from app.charging.services import lock_charge
from app.core.database import command, db


@command
def mark_paid(charge: Charge, *, by: User, at: datetime) -> None:
    """Raises NotBilled."""
    lock_charge(charge)
    charge.pay(at)
    audit.write(Verb.MARKED_CHARGE_PAID, charge, by=by, at=at)


@command
def mark_all_paid(bill: Bill, *, by: User, at: datetime) -> int:
    """All of a bill that isn't settled yet; returns how many lines. Raises NotBilled where nothing is open."""
    paid = 0
    for charge in sorted((line.charge for line in bill.lines if not line.is_credit), key=lambda charge: charge.id):
        lock_charge(charge)
        if charge.waits_for_money:
            charge.pay(at)
            audit.write(Verb.MARKED_CHARGE_PAID, charge, by=by, at=at)
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
    charge.write_off(words.strip())
    audit.write(Verb.WROTE_OFF_CHARGE, charge, by=by, at=at, reason=charge.reason)


@command
def mark_paid_back(bill: Bill, *, by: User, at: datetime) -> None:
    """What we owed on a bill of credits has gone to the agency. Raises NothingOwed."""
    db.session.refresh(bill, with_for_update=True)
    bill.pay_back(at)
    audit.write(Verb.PAID_BILL_BACK, bill, by=by, at=at, bill=bill.reference)
