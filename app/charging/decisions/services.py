"""A person's decision on a charge, and taking one back."""

from collections.abc import Sequence
from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.charging.models import Charge
from app.charging.proposals import queries as proposals
from app.charging.reasons import services as reasons
from app.charging.refusals import (
    AgencyMissing,
    AlreadyDecided,
    FollowsNoLonger,
    NotAllDecided,
    NotYetExplained,
    WordsNeeded,
)
from app.charging.services import LET_GO, lock_charge
from app.core.database import command


@command
def confirm(charge: Charge, *, by: User, at: datetime) -> None:
    """The agency owes it. Raises AlreadyDecided, NotYetExplained, AgencyMissing or FollowsNoLonger."""
    lock_charge(charge)
    charge.confirm(by=by, at=at)
    if not proposals.follows_still(charge):
        raise FollowsNoLonger
    reasons.stop_asking(charge, at=at)
    audit.write(Verb.CONFIRMED_CHARGE, charge, by=by, at=at)


@command
def waive(charge: Charge, *, why: str, words: str, by: User, at: datetime) -> None:
    """The agency doesn't owe it, and why. Raises AlreadyDecided, NotYetExplained or WordsNeeded."""
    lock_charge(charge)
    charge.waive(why, _given(words), by=by, at=at)
    reasons.stop_asking(charge, at=at)
    audit.write(Verb.WAIVED_CHARGE, charge, by=by, at=at, why=why, reason=charge.reason)


@command
def decide_together(charges: Sequence[Charge], *, waived_for: str | None, words: str, by: User, at: datetime) -> int:
    """Confirm all of them, or waive them for a reason: all or none. Returns how many.

    Raises NotAllDecided with the name of the one that can't be decided any more, and what `confirm` and `waive` raise.
    """
    for charge in sorted(charges, key=lambda charge: charge.id):
        try:
            if waived_for:
                waive(charge, why=waived_for, words=words, by=by, at=at)
            else:
                confirm(charge, by=by, at=at)
        except (AlreadyDecided, NotYetExplained, AgencyMissing, FollowsNoLonger) as refusal:
            raise NotAllDecided(f"{charge.booking.name}: {refusal.message} Nothing was decided.") from refusal
    return len(charges)


@command
def take_back(charge: Charge, *, why: str, words: str, by: User, at: datetime) -> None:
    """What was confirmed isn't owed after all: withdrawn before it was billed, credited after. It isn't proposed again.

    Raises NotConfirmed, AlreadyDecided or WordsNeeded.
    """
    lock_charge(charge)
    before = charge.state
    charge.take_back(why, _given(words))
    audit.write(LET_GO[charge.state], charge, by=by, at=at, before=before, why=why, reason=charge.reason)


def _given(words: str) -> str:
    """Raises WordsNeeded."""
    if not words.strip():
        raise WordsNeeded
    return words.strip()
