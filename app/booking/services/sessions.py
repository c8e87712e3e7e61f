"""Changing or cancelling a published session: it concerns the people who booked it."""

from datetime import datetime

from app.accounts.models import User
from app.booking import emails, queries
from app.booking.models import LIVE, BookingState, TooFewPlaces
from app.booking.services.claims import about, lock_session, mail
from app.booking.services.waiting import pass_on_places
from app.database import command, db
from app.formatting import count
from app.notifications.services import withdraw_queued
from app.programme import services as programme
from app.programme.models import CancelReason, TrainingSession
from app.programme.services import SessionDetails


@command
def change_session(session: TrainingSession, details: SessionDetails, *, by: User, at: datetime) -> int:
    """Move a published session, or change its venue, link or places; whoever booked is told, and how many.

    Places added go to the waiting list. Raises TooFewPlaces, DaysUnclear or OutsideTheWeek.
    """
    lock_session(session)
    taken = queries.places_taken(session.id, at=at)
    if details.places < taken:
        raise TooFewPlaces(f"{count(taken, 'place is', 'places are')} taken: there can’t be fewer.")
    before = _when_and_where(session)
    programme.change_published(session, details, by=by, at=at)
    db.session.flush()
    told = queries.of_session(session, BookingState.BOOKED) if _when_and_where(session) != before else []
    for booking in told:
        withdraw_queued(about=about(booking))
        letter = emails.changed(booking, at=at)
        mail(booking, letter, kind="changed", at=at, occurrence=str(session.sequence), stale_at=session.ends_at)
    pass_on_places(session, at=at)
    return len(told)


@command
def cancel_session(session: TrainingSession, reason: CancelReason, *, words: str = "", by: User, at: datetime) -> int:
    """We cancel it: nobody is charged, everybody with a claim is told. Returns how many. Raises NotPublished."""
    lock_session(session)
    programme.cancel(session, reason, words=words, by=by, at=at)
    standing = [booking for booking in queries.of_session(session, *LIVE) if not booking.is_walk_in]
    for booking in standing:
        had_a_place = booking.is_booked
        booking.fall_with_the_session(by=by, at=at)
        withdraw_queued(about=about(booking))
        letter = emails.cancelled_by_us(booking, had_a_place=had_a_place, at=at)
        mail(booking, letter, kind="cancelled-by-us", at=at)
    return len(standing)


def _when_and_where(session: TrainingSession) -> tuple[object, ...]:
    days = tuple((day.on, day.starts, day.ends) for day in session.days)
    return days, session.delivery, session.venue, session.joining_link
