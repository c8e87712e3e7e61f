"""What a booking's outcome may cost its agency, and the rule that says so."""

from dataclasses import dataclass
from datetime import timedelta

from app.booking.models import Booking
from app.booking.states import Outcome
from app.terms.models import Cause
from app.terms.policies.rules_deciding import decide


@dataclass(frozen=True)
class ChargeProposal:
    """`pence` is above 0. `rule` is for the officer who decides."""

    cause: Cause
    pence: int
    rule: str


def proposal_for(booking: Booking) -> ChargeProposal | None:
    """The charge that the terms accepted with this booking give for its outcome; None where they give none.

    An explained absence (excused) proposes nothing, nor does a cancellation while it was still free. The notice
    of the charge may be longer or shorter than that of the figures: what counts here is the charge's.
    """
    if booking.policy is None or booking.outcome is None:
        return None
    for cause in (cause for cause, outcomes in OUTCOMES_OF.items() if booking.outcome in outcomes):
        decision = decide(booking.policy, booking.case(cause, cancelled_at=booking.cancelled_at))
        if decision.pence:
            return ChargeProposal(cause, decision.pence, decision.rule)
    return None


LOOKS_BACK = timedelta(days=60)
"""What a job left undone for longer than this is for a person to look at."""

OUTCOMES_OF: dict[Cause, tuple[Outcome, ...]] = {
    Cause.PLACE: (Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.LATE_REFUSED),
    Cause.NO_SHOW: (Outcome.NO_SHOW,),
    Cause.LATE_CANCELLATION: (Outcome.LATE_CANCELLED, Outcome.CANCELLED),
    Cause.LATE_REFUSED: (Outcome.LATE_REFUSED,),
    Cause.LEFT_EARLY: (Outcome.LEFT_EARLY,),
}
"""A charge follows from its booking's outcome; where that is corrected to another, it follows no longer.

The fee comes first: an agency that pays for places pays for one that was used, in part or too late, and nothing beside.
"""
