"""What a booking's outcome may cost its agency, and the rule that says so."""

from dataclasses import dataclass

from app.booking.models import Booking, Outcome
from app.charging.models import Cause
from app.formatting import moment, pounds


@dataclass(frozen=True)
class Proposal:
    """`pence` is above 0. `rule` is for the officer who decides."""

    cause: Cause
    pence: int
    rule: str


def proposal_for(booking: Booking) -> Proposal | None:
    """The charge that the terms accepted with this booking give for its outcome; None where they give none.

    An explained absence (excused) proposes nothing, nor does a cancellation while it was still free. The notice
    of the charge may be longer or shorter than that of the figures: what counts here is the charge's.
    """
    pence = booking.pence
    if booking.policy is None or pence == 0:
        return None
    days = len(booking.session.days)
    length = f"{pounds(pence)} for {'this session' if days == 1 else f'{days} days'} ({booking.policy.name})"
    if booking.outcome is Outcome.NO_SHOW:
        return Proposal(Cause.NO_SHOW, pence, f"Did not attend: {length}.")
    deadline = booking.free_until
    withdrew = booking.outcome in (Outcome.LATE_CANCELLED, Outcome.CANCELLED)
    if withdrew and booking.cancelled_at and booking.cancelled_at > deadline:
        when = moment(booking.cancelled_at)
        return Proposal(
            Cause.LATE_CANCELLATION, pence, f"Cancelled at {when}; free until {moment(deadline)}: {length}."
        )
    return None
