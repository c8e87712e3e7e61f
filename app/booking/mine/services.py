"""What somebody changes on a booking of theirs, but for leaving it."""

from datetime import datetime

from app.accounts.details.services import keep_needs
from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.mine import rules
from app.booking.mine.refusals import NeedsTooLate
from app.booking.models import Booking
from app.core.database import command, db


@command
def change_needs(
    booking: Booking, *, access_needs: str, dietary_needs: str, is_kept: bool = False, by: User, at: datetime
) -> None:
    """The trainers and the office see them at once. The log doesn't say what they are: it outlives them.

    `is_kept` fills them in at the next booking too. Raises NeedsTooLate.
    """
    db.session.refresh(booking, with_for_update={"of": Booking})
    if not rules.needs_can_change(booking, at):
        raise NeedsTooLate
    if (booking.access_needs, booking.dietary_needs) != (access_needs, dietary_needs):
        booking.access_needs, booking.dietary_needs = access_needs, dietary_needs
        audit.write(Verb.CHANGED_NEEDS, booking, by=by, at=at)
    if is_kept:
        keep_needs(booking.practitioner, access_needs=access_needs, dietary_needs=dietary_needs, by=by, at=at)
