"""Changing or cancelling a published session: it concerns the people who booked it."""

from datetime import datetime

from app import audit
from app.accounts.models import User
from app.booking import emails, queries
from app.booking.models import LIVE, Booking, BookingState, Recipients, TooFewPlaces
from app.booking.rules import changes_between, days_fallen_away, when_and_where
from app.booking.services.claims import about, lock_session, mail
from app.booking.services.waiting import pass_on_places
from app.database import command, db
from app.formatting import count
from app.notifications.services import post, withdraw_queued
from app.programme import services as programme
from app.programme.models import CancelReason, Day, TrainingSession
from app.programme.services import SessionDetails


@command
def change_session(session: TrainingSession, details: SessionDetails, *, by: User, at: datetime) -> int:
    """Move a published session, or change its venue, link or places; whoever booked is told, and how many.

    Places added go to the waiting list; after a change of date anyone may withdraw free of charge.
    Raises TooFewPlaces, DaysUnclear or OutsideTheWeek.
    """
    lock_session(session)
    taken = queries.places_taken(session.id, at=at)
    if details.places < taken:
        raise TooFewPlaces(f"{count(taken, 'place is', 'places are')} taken: there can’t be fewer.")
    before, days = when_and_where(session), _planned(session)
    programme.change_published(session, details, by=by, at=at)
    db.session.flush()
    changes = changes_between(before, when_and_where(session))
    told = queries.of_session(session, BookingState.BOOKED) if changes else []
    fallen = days_fallen_away(days, _planned(session))
    for booking in told:
        if [day.on for day in days] != [day.on for day in session.days]:
            booking.moved_at = at
        withdraw_queued(about=about(booking))
        letter = emails.changed(booking, changes, at=at)
        mail(booking, letter, kind="changed", at=at, occurrence=str(session.sequence), stale_at=session.ends_at)
        if fallen:
            _take_out(fallen, booking, at=at)
    pass_on_places(session, at=at)
    return len(told)


def _planned(session: TrainingSession) -> list[Day]:
    return [Day(day.on, day.starts, day.ends) for day in session.days]


def _take_out(fallen: list[Day], booking: Booking, *, at: datetime) -> None:
    """A letter of its own, that no later change withdraws: nothing else takes these entries out of a calendar."""
    post(
        emails.days_fallen_away(booking, fallen, at=at),
        kind="days-fallen-away",
        about=f"{about(booking)}-days",
        occurrence=str(booking.session.sequence),
        to_email=booking.practitioner.email,
        to_name=booking.name,
        at=at,
    )


@command
def cancel_session(session: TrainingSession, reason: CancelReason, *, words: str = "", by: User, at: datetime) -> int:
    """We cancel it: nobody is charged, everybody with a claim is told. Returns how many. Raises NotPublished."""
    lock_session(session)
    programme.cancel(session, reason, words=words, by=by, at=at)
    standing = [booking for booking in queries.of_session(session, *LIVE) if not booking.is_walk_in]
    others = queries.other_dates(session, at=at)
    for booking in standing:
        had_a_place = booking.is_booked
        booking.fall_with_the_session(by=by, at=at)
        withdraw_queued(about=about(booking))
        letter = emails.cancelled_by_us(booking, others, had_a_place=had_a_place, at=at)
        mail(booking, letter, kind="cancelled-by-us", at=at)
    return len(standing)


@command
def write_to_everybody(
    session: TrainingSession, whom: Recipients, *, subject: str, words: str, by: User, at: datetime
) -> int:
    """A letter of the office to everybody booked, waiting or both; returns to how many. The log keeps its subject."""
    readers = queries.of_session(session, *whom.states)
    for booking in readers:
        letter = emails.from_the_office(booking, subject=subject, words=words)
        mail(booking, letter, kind="from-the-office", at=at, occurrence=f"{at:%Y%m%d%H%M%S}", stale_at=None)
    audit.write("wrote to everybody on a session", session, by=by, at=at, note=f"{whom}, {len(readers)}: {subject}")
    return len(readers)
