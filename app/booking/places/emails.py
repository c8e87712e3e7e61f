"""Mail that confirms an address."""

from collections.abc import Mapping, Sequence

from app.booking.models import Booking
from app.core.links import Secret
from app.files.letters import Letter, compose


def confirm_address(held: Sequence[Booking], standing: Mapping[Booking, Booking | None]) -> Letter:
    """The six-digit code, and the link beside it, for all that is held together.

    Only here, in a mailbox, is said what its reader has booked already.
    """
    first = held[0]
    assert first.proof_id is not None
    secrets = {"code": Secret("code", first.proof_id), "link": Secret("confirm", first.id, first.proof_id)}
    had = [booking for booking in held if standing[booking]]
    return compose("booking/places/email/confirm_address.txt", booking=first, held=held, had=had, secrets=secrets)
