"""What a booking's outcome may cost its agency, and the rule that says so."""

from dataclasses import dataclass

from app.booking.models import Booking
from app.charging.rules import OUTCOMES_OF
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
