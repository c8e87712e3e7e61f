"""Proposing what the terms give, and letting go of what follows no longer: by looking, not by being told."""

from datetime import datetime, timedelta

from app.charging.models import GONE, Charge
from app.charging.proposals import queries, rules
from app.charging.reasons import services as reasons
from app.charging.services import LET_GO, lock_charge
from app.core import audit
from app.core.audit import Verb
from app.core.database import advisory_lock, command, db


@command
def propose_charges(*, at: datetime, looks_back: timedelta = rules.LOOKS_BACK) -> int:
    """Propose what the terms give for recent outcomes that have no proposal yet; returns how many."""
    advisory_lock("propose charges")
    proposed = 0
    for booking in queries.bookings_without_proposal(since=at - looks_back, at=at):
        proposal = rules.proposal_for(booking)
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
        audit.write(Verb.PROPOSED_CHARGE, charge, by=None, at=at, rule=proposal.rule)
        proposed += 1
    return proposed


@command
def let_go_what_no_longer_follows(*, at: datetime) -> int:
    """A register was corrected, a colleague came instead, we cancelled the session: what was charged for is no more.

    Withdrawn, or credited where it is on a bill; mail that still asks about it is taken back. Returns how many. What
    follows now is for the next proposals.
    """
    advisory_lock("propose charges")
    let_go = 0
    for charge in queries.charges_that_follow_no_longer():
        lock_charge(charge)
        if charge.state in GONE:
            continue
        before = charge.state
        charge.let_go(_why(charge))
        reasons.stop_asking(charge, at=at)
        audit.write(LET_GO[charge.state], charge, by=None, at=at, before=before, reason=charge.reason)
        let_go += 1
    return let_go


def _why(charge: Charge) -> str:
    if charge.booking.session.is_cancelled:
        return "We cancelled the session."
    outcome = charge.booking.outcome
    return f"The register now says: {outcome.replace('-', ' ') if outcome else 'not marked'}."
