"""What every command on bookings is made of: the session's lock, one place of it, lapsed holds, mail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import audit
from app.accounts.models import User
from app.booking import emails, queries
from app.booking.models import (
    AlreadyBooked,
    Booking,
    BookingState,
    NotOpenForBooking,
    PlacesGoToTheList,
    SessionFull,
    SessionStarted,
)
from app.booking.services.eligibility import must_keep_the_rules
from app.clock import to_london
from app.database import db
from app.letters import Letter
from app.notifications.services import post, withdraw_queued
from app.programme.models import TrainingSession
from app.terms.models import ManagerNews
from app.terms.queries import closed_days, policy_in_force
from app.terms.rules import free_until


def lock_session(session: TrainingSession) -> None:
    """Take the session's row lock, first in the transaction: what is counted after it stays true until the end.

    SQLite ignores FOR UPDATE; there the command's BEGIN IMMEDIATE does the same.
    """
    db.session.execute(select(TrainingSession.id).where(TrainingSession.id == session.id).with_for_update())
    db.session.refresh(session)


def claim(
    session: TrainingSession, person: User, said: dict[str, Any], *, at: datetime, waives_rules: bool = False
) -> Booking:
    """A booking of a locked session with what is said of the person: without a state, and not added yet.

    The office may waive the session's rules. Raises NotOpenForBooking, SessionStarted or AlreadyBooked,
    and what `must_keep_the_rules` raises.
    """
    must_be_bookable(session, person, at)
    lapse_pending_of(session, at)
    if not waives_rules:
        must_keep_the_rules(session, said["agency"], at=at)
    policy = policy_in_force(on=to_london(at).date())
    return Booking(
        session_id=session.id,
        practitioner_id=person.id,
        policy=policy,
        terms_accepted_at=at,
        promised_free_until=free_until(policy, session.starts_at, closed_days()),
        agency_group=said["agency"].group if said["agency"] else None,
        created_at=at,
        **said,
    )


def take_place(booking: Booking, session: TrainingSession, *, at: datetime) -> None:
    """One place of a locked session that nobody waits for. Raises SessionFull or PlacesGoToTheList."""
    taken = queries.places_taken(session.id, at=at)
    if taken >= session.places:
        raise SessionFull
    if queries.waiting_list(session.id):
        raise PlacesGoToTheList
    link_to_refilled(booking, session, taken=taken)


def link_to_refilled(booking: Booking, session: TrainingSession, *, taken: int) -> None:
    """Note which late cancellation's place this is, if with `taken` places gone it takes the last free one."""
    if taken + queries.unrefilled_count(session.id) >= session.places:
        refilled = queries.earliest_unrefilled(session.id)
        booking.refills_id = refilled.id if refilled else None


def must_be_bookable(session: TrainingSession, person: User, at: datetime) -> None:
    """Raises NotOpenForBooking, SessionStarted or AlreadyBooked."""
    if not session.takes_bookings:
        raise NotOpenForBooking
    if session.has_started(at):
        raise SessionStarted
    standing = queries.live_booking(session.id, person.id)
    if standing:
        raise AlreadyBooked(
            "You are on the waiting list of this session." if standing.is_for_the_waiting_list else None
        )


def give_up_pending(session: TrainingSession, person: User) -> None:
    """An earlier hold, lapsed or not, makes room for what the same person does now."""
    earlier = queries.live_booking(session.id, person.id)
    if earlier and earlier.is_pending:
        lapse(earlier)


def lapse_pending_of(session: TrainingSession, at: datetime) -> None:
    """Said in the database, not just counted: whoever confirms a moment too late then sees it."""
    over = select(Booking).where(
        Booking.session_id == session.id,
        Booking.state.in_((BookingState.HELD, BookingState.UNCONFIRMED)),
        Booking.held_until <= at,
    )
    for booking in db.session.scalars(over.order_by(Booking.id).with_for_update(of=Booking)).all():
        lapse(booking)


def lapse(booking: Booking) -> None:
    booking.lapse()
    withdraw_queued(about=booking.about)
    db.session.flush()


def announce(*bookings: Booking, by: User | None, at: datetime, deed: str = "booked a place") -> None:
    """The places are one person's: the audit entries, and one confirmation with calendar entries and pre-course links.

    Their line manager is told where the terms say so.
    """
    for booking in bookings:
        audit.write(deed, booking, by=by, at=at)
        withdraw_queued(about=booking.about)
    first, over = bookings[0], max(booking.session.ends_at for booking in bookings)
    if len(bookings) == 1:
        clashes = queries.clashes_with(first)
        mail(first, emails.confirmed(first, clashes, at=at), kind="confirmed", at=at, stale_at=over)
    else:
        _confirm_together(bookings, at=at, stale_at=over)
    tell_manager(*bookings, news=ManagerNews.BOOKING, at=at)


def _confirm_together(bookings: Sequence[Booking], *, at: datetime, stale_at: datetime) -> None:
    """What befalls one of the bookings must not withdraw the letter that the others have, too: it is about them all."""
    first = bookings[0]
    post(
        emails.confirmed_together({booking: queries.clashes_with(booking) for booking in bookings}, at=at),
        kind="confirmed-together",
        about=f"together-{first.id}",
        to_email=first.practitioner.email,
        to_name=first.name,
        at=at,
        stale_at=stale_at,
    )


def tell_manager(*bookings: Booking, news: ManagerNews, at: datetime) -> bool:
    """One letter to the line manager about these bookings of one person, where the terms say so: whether one went."""
    told = [booking for booking in bookings if booking.tells_manager_of(news)]
    return bool(told) and post(
        emails.to_manager(told, news),
        kind=f"manager-{news}",
        about=told[0].about,
        to_email=told[0].manager_email,
        to_name=told[0].manager_name,
        at=at,
    )


def mail(
    booking: Booking, letter: Letter, *, kind: str, at: datetime, occurrence: str = "", stale_at: datetime | None = None
) -> bool:
    """Queue a letter to the person of a booking: whether it was queued now."""
    return post(
        letter,
        kind=kind,
        about=booking.about,
        occurrence=occurrence,
        to_email=booking.practitioner.email,
        to_name=booking.name,
        at=at,
        stale_at=stale_at,
    )


def week_of(booking: Booking) -> str:
    """What the letters about the days of a Learning Week are about."""
    return f"person-{booking.practitioner_id}-week-{booking.session.learning_week_id}"


def overtake(booking: Booking) -> None:
    """What is still queued about a booking isn't sent, and its day of a Learning Week is written about anew."""
    withdraw_queued(about=booking.about)
    withdraw_queued(about=week_of(booking), kinds=("week-day",))
