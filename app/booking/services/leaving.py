"""Giving a place up."""

from datetime import datetime

from app import audit
from app.accounts.models import User
from app.booking import emails
from app.booking.models import Booking, Channel
from app.booking.services.claims import about, lock_session, mail
from app.booking.services.waiting import pass_on_places
from app.database import command, db
from app.notifications.services import withdraw_queued
from app.terms.rules import counts_as_late


@command
def withdraw(booking: Booking, *, by: User, at: datetime, reason: str = "", channel: Channel = Channel.WEBSITE) -> None:
    """Cancel a booking before the start. Inside the attendance notice it counts as late.

    The place goes to the next in line.
    Raises NotBooked or SessionStarted.
    """
    lock_session(booking.session)
    db.session.refresh(booking)
    booking.must_be_withdrawable(at)
    late = counts_as_late(booking.policy, booking.session.starts_at, at)
    booking.cancel(late=late, by=by, channel=channel, reason=reason, at=at)
    audit.write("withdrew a booking", booking, by=by, at=at, note=booking.outcome or "")
    withdraw_queued(about=about(booking))
    mail(booking, emails.withdrawn(booking, at=at), kind="withdrawn", at=at)
    pass_on_places(booking.session, at=at)
