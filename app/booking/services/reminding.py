"""Mail in time: joining details a week before the start, a reminder the day before.

Planned from the data as they are when it is sent: a moved session is told anew, a cancelled one not at all.
"""

from datetime import datetime

from app.booking import emails, queries
from app.booking.models import Booking
from app.booking.rules import JOINING_DETAILS_BEFORE, REMINDER_BEFORE, is_worth_telling
from app.booking.services.claims import mail
from app.database import command, take_turns
from app.letters import Letter


@command
def send_joining_details(*, at: datetime) -> int:
    """To those who booked more than a week before; missed in an outage, the reminder stands in. Returns how many."""
    take_turns("mail in time")
    sent = 0
    for booking in queries.to_tell_before(Booking.joining_sent_for, at=at, until=at + JOINING_DETAILS_BEFORE):
        starts_at = booking.joining_sent_for = booking.session.starts_at
        is_in_time = at < starts_at - REMINDER_BEFORE
        if is_in_time and is_worth_telling(booking.booked_at or at, starts_at, JOINING_DETAILS_BEFORE):
            _mail(booking, emails.joining_details(booking), kind="joining-details", at=at)
            sent += 1
    return sent


@command
def send_reminders(*, at: datetime) -> int:
    """To those who booked more than a day before. Returns how many."""
    take_turns("mail in time")
    sent = 0
    for booking in queries.to_tell_before(Booking.reminded_for, at=at, until=at + REMINDER_BEFORE):
        starts_at = booking.reminded_for = booking.session.starts_at
        if is_worth_telling(booking.booked_at or at, starts_at, REMINDER_BEFORE):
            _mail(booking, emails.reminder(booking), kind="reminder", at=at)
            sent += 1
    return sent


def _mail(booking: Booking, letter: Letter, *, kind: str, at: datetime) -> None:
    starts_at = booking.session.starts_at
    mail(booking, letter, kind=kind, at=at, occurrence=f"{starts_at:%Y%m%dT%H%M}", stale_at=starts_at)
