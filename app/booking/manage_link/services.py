"""Taking the mailed link of a booking back."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.models import Booking
from app.core.database import command, db
from app.notifications.services import renew_secrets_that_wait


@command
def renew_link(booking: Booking, *, by: User, at: datetime) -> None:
    """The links mailed so far stop working; what still waits to be sent, and all later mail, has the new one."""
    db.session.refresh(booking, with_for_update={"of": Booking})
    booking.link_version += 1
    for purpose in ("booking", "offer", "check-in"):
        renew_secrets_that_wait(booking.link(purpose), to_email=booking.practitioner.email)
    audit.write(Verb.RENEWED_BOOKING_LINK, booking, by=by, at=at)
