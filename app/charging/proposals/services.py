"""Proposing what the terms give, and letting go of what follows no longer: by looking, not by being told."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.audit import services as audit
from app.audit.models import Verb
from app.charging.models import GONE, Charge
from app.charging.proposals import queries, queries_concerned, rules
from app.charging.reasons import services as reasons
from app.charging.services import LET_GO, lock_charge
from app.core import changes
from app.core.changes import SEEN_AT_ONCE, in_batches
from app.core.database import advisory_lock, command, db


def propose_charges(*, at: datetime, looks_back: timedelta = rules.LOOKS_BACK) -> int:
    """Propose what the terms give for recent outcomes that have no proposal yet; returns how many.

    Not one transaction: it reads what this run concerns, and writes about some hundred bookings at a time.
    """
    since = at - looks_back
    look = changes.look("propose charges", at=at, settings=looks_back)
    concerned = in_batches(queries_concerned.bookings_concerned(look, since=since), SEEN_AT_ONCE)
    unproposed = [
        booking.id
        for some in concerned
        for booking in queries.bookings_without_proposal(some, since=since, at=at)
        if rules.proposal_for(booking)
    ]
    proposed = sum(_propose(some, since=since, at=at) for some in in_batches(unproposed))
    changes.note(look)
    return proposed


def let_go_what_no_longer_follows(*, at: datetime) -> int:
    """A register was corrected, a colleague came instead, we cancelled the session: what was charged for is no more.

    Withdrawn, or credited where it is on a bill; mail that still asks about it is taken back. Returns how many. What
    follows now is for the next proposals.
    """
    look = changes.look("let charges go", at=at)
    concerned = in_batches(queries_concerned.bookings_charged(look), SEEN_AT_ONCE)
    charges = [each.booking_id for some in concerned for each in queries.charges_that_follow_no_longer(some)]
    let_go = sum(let_go_of(some, at=at) for some in in_batches(charges))
    changes.note(look)
    return let_go


@command
def let_go_of(among: Sequence[int], *, at: datetime) -> int:
    """The same of these bookings alone, in one transaction."""
    advisory_lock("propose charges")
    let_go = 0
    for charge in queries.charges_that_follow_no_longer(among):
        lock_charge(charge)
        if charge.state in GONE:
            continue
        before = charge.state
        charge.let_go(_why(charge))
        reasons.stop_asking(charge, at=at)
        audit.write(LET_GO[charge.state], charge, by=None, at=at, before=before, reason=charge.reason)
        let_go += 1
    return let_go


@command
def _propose(among: Sequence[int], *, since: datetime, at: datetime) -> int:
    advisory_lock("propose charges")
    proposed = 0
    for booking in queries.bookings_without_proposal(among, since=since, at=at):
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


def _why(charge: Charge) -> str:
    if charge.booking.session.is_cancelled:
        return "We cancelled the session."
    outcome = charge.booking.outcome
    return f"The register now says: {outcome.replace('-', ' ') if outcome else 'not marked'}."
