"""The office puts right what a booking says of its person."""

from datetime import datetime

from app.accounts.models import User
from app.booking.claims.services_details import write_needs, write_role
from app.booking.models import Booking
from app.booking.office import rules
from app.booking.refusals import NotBooked
from app.core.database import command, db


@command
def change_details(
    booking: Booking, *, job_role: str, team: str, access_needs: str, dietary_needs: str, by: User, at: datetime
) -> None:
    """Until the session is over, whoever told us. Raises NotBooked."""
    db.session.refresh(booking, with_for_update={"of": Booking})
    if not rules.details_can_change(booking, at):
        raise NotBooked
    write_role(booking, job_role=job_role, team=team, by=by, at=at)
    write_needs(booking, access_needs=access_needs, dietary_needs=dietary_needs, by=by, at=at)
