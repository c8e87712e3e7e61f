"""Proposing charges, and a person's decision on each."""

from datetime import datetime, timedelta

from app import audit
from app.accounts.models import User
from app.charging import queries
from app.charging.models import Charge, WaiverReason
from app.charging.rules import proposal_for
from app.database import command, db, take_turns
from app.errors import Refusal

LOOKS_BACK = timedelta(days=60)
"""What a job left undone for longer than this is for a person to look at."""


class ReasonNeeded(Refusal):
    message = "Give the reason for waiving this charge."


@command
def propose_charges(*, at: datetime, looks_back: timedelta = LOOKS_BACK) -> int:
    """Propose what the terms give for recent outcomes that have no proposal yet; returns how many."""
    take_turns("propose charges")
    proposed = 0
    for booking in queries.bookings_without_proposal(since=at - looks_back):
        proposal = proposal_for(booking)
        if proposal is None:
            continue
        charge = Charge(
            booking=booking,
            agency_id=booking.agency_id,
            cause=proposal.cause,
            pence=proposal.pence,
            rule=proposal.rule,
            proposed_at=at,
        )
        db.session.add(charge)
        audit.write("proposed a charge", charge, by=None, at=at, note=proposal.rule)
        proposed += 1
    return proposed


@command
def confirm(charge: Charge, *, by: User, at: datetime) -> None:
    """The agency owes it. Raises AlreadyDecided."""
    _lock(charge)
    charge.confirm(by=by, at=at)
    audit.write("confirmed a charge", charge, by=by, at=at)


@command
def waive(charge: Charge, *, reason: str, by: User, at: datetime) -> None:
    """The agency doesn't owe it, and why. Raises AlreadyDecided or ReasonNeeded."""
    if not reason.strip():
        raise ReasonNeeded
    _lock(charge)
    charge.waive(WaiverReason.OTHER, reason.strip(), by=by, at=at)
    audit.write("waived a charge", charge, by=by, at=at, note=reason.strip())


def _lock(charge: Charge) -> None:
    """Of two officers deciding at once, the second sees what the first decided."""
    db.session.refresh(charge, with_for_update={"of": Charge})
