"""Giving a place up."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.leaving import emails
from app.booking.models import Booking
from app.booking.services_letters import mail, tell_manager, withdraw_queued_mail
from app.booking.states import Channel
from app.booking.waiting_list import services as waiting_list
from app.core.database import command, db
from app.notifications.models import LetterKind
from app.terms.closed_days.queries import closed_days
from app.terms.models import ManagerNews


@command
def withdraw(
    booking: Booking,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    channel: Channel = Channel.WEBSITE,
    told_at: datetime | None = None,
) -> None:
    """Cancel a booking before the start. Inside the attendance notice it counts as late.

    The office may enter when it was told: that is the time that counts. The place goes to the next in line.
    Raises NotBooked or SessionStarted.
    """
    claims.lock_session(booking.session)
    db.session.refresh(booking)
    booking.must_be_withdrawable(at)
    told_at = min(told_at or at, at)
    late = booking.would_be_late(told_at, closed_days())
    booking.cancel(late=late, by=by, channel=channel, reason=reason, at=told_at)
    audit.write(Verb.WITHDREW_BOOKING, booking, by=by, at=at, outcome=booking.outcome)
    withdraw_queued_mail(booking, at=at)
    mail(booking, emails.withdrawn(booking, by=by, at=at), kind=LetterKind.WITHDRAWN, at=at)
    tell_manager(booking, news=ManagerNews.WITHDRAWAL, at=at)
    waiting_list.pass_on_places(booking.session, at=at)


@command
def cancel_for_somebody(
    booking: Booking, *, channel: Channel, told_at: datetime | None, reason: str, by: User, at: datetime
) -> None:
    """The office enters what it was told: a place is withdrawn, somebody in line leaves the list.

    Raises NotBooked, NotOnTheList or SessionStarted.
    """
    if booking.is_for_the_waiting_list:
        waiting_list.leave_waiting_list(booking, by=by, at=at, reason=reason)
    else:
        withdraw(booking, by=by, at=at, reason=reason, channel=channel, told_at=told_at)
