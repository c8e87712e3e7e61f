"""What somebody changes on a booking of theirs, but for leaving it."""

from datetime import datetime

from app.accounts.details.services import keep_needs
from app.accounts.models import User
from app.booking.claims.services_details import write_needs, write_role
from app.booking.mine import rules
from app.booking.mine.refusals import NeedsTooLate
from app.booking.models import Booking
from app.core.database import command, db


@command
def change_needs(
    booking: Booking,
    *,
    access_needs: str,
    dietary_needs: str,
    job_role: str | None = None,
    team: str | None = None,
    is_kept: bool = False,
    by: User,
    at: datetime,
) -> None:
    """What they need, and the role and team that the booking says, if they are given; the register has them at once.

    `is_kept` fills the needs in at the next booking too. Raises NeedsTooLate.
    """
    db.session.refresh(booking, with_for_update={"of": Booking})
    if not rules.needs_can_change(booking, at):
        raise NeedsTooLate
    if job_role is not None and team is not None:
        write_role(booking, job_role=job_role, team=team, by=by, at=at)
    write_needs(booking, access_needs=access_needs, dietary_needs=dietary_needs, by=by, at=at)
    if is_kept:
        keep_needs(booking.practitioner, access_needs=access_needs, dietary_needs=dietary_needs, by=by, at=at)
