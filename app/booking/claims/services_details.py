"""What a booking says of its person, changed after it was made: their role and team, and what they need."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.models import Booking


def write_needs(booking: Booking, *, access_needs: str, dietary_needs: str, by: User, at: datetime) -> None:
    """The trainers and the office see them at once, and the venue's list has them. The log doesn't say what they are:
    it outlives them."""
    if (booking.access_needs, booking.dietary_needs) != (access_needs, dietary_needs):
        booking.access_needs, booking.dietary_needs = access_needs, dietary_needs
        audit.write(Verb.CHANGED_NEEDS, booking, by=by, at=at)


def write_role(booking: Booking, *, job_role: str, team: str, by: User, at: datetime) -> None:
    """On this booking alone: what others say of them, and what they say for the next one, stays."""
    before = {"role": booking.job_role, "team": booking.team}
    after = {"role": job_role, "team": team}
    if before != after:
        booking.job_role, booking.team = job_role, team
        audit.write(Verb.CHANGED_ROLE_ON_BOOKING, booking, by=by, at=at, before=before, after=after)
