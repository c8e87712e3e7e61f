"""Mail that asks why somebody didn't come, or cancelled late."""

from app.charging.models import Charge
from app.core.links import Secret
from app.files.letters import Letter, compose


def reason_asked(charge: Charge) -> Letter:
    """To the practitioner, with a personal link; opening it answers nothing."""
    return compose(
        "charging/reasons/email/reason.txt",
        charge=charge,
        booking=charge.booking,
        session=charge.booking.session,
        secrets={"link": Secret("reason", charge.id)},
    )


def manager_asked(charges: list[Charge]) -> Letter:
    """To a line manager, with a link for each of their people."""
    return compose(
        "charging/reasons/email/reason_manager.txt",
        charges=charges,
        manager_name=charges[0].booking.manager_name,
        secrets={f"link_{charge.id}": Secret("reason-manager", charge.id) for charge in charges},
    )
