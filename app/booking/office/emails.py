"""Mail about what the office changed, cancelled or has to say."""

from collections.abc import Sequence
from datetime import datetime

from app.booking.emails import before_link, calendar_of, in_letters, manage_link
from app.booking.models import Booking
from app.booking.office import rules
from app.booking.rules import entry_uid
from app.core.clock import from_london
from app.core.links import url
from app.files import calendars
from app.files.letters import Letter, compose
from app.programme.models_sessions import Day, TrainingSession
from app.web.navigation import public_url_of


def from_the_office(booking: Booking, *, subject: str, words: str) -> Letter:
    """What the training team writes to everybody on a session."""
    return compose(
        "booking/office/email/from_the_office.txt",
        booking=booking,
        title=subject,
        words=words,
        secrets=manage_link(booking),
    )


def changed(booking: Booking, changes: Sequence[rules.SessionChange], *, words: str = "", at: datetime) -> Letter:
    """What was changed, old and new, with the entry that updates the calendar's.

    It says all that a confirmation says, because it may overtake one.
    """
    return compose(
        "booking/office/email/changed.txt",
        at=at,
        booking=booking,
        session=booking.session,
        changes=changes,
        words=words,
        secrets=before_link(booking) | manage_link(booking),
        calendar=calendar_of([booking], "REQUEST", at),
        calendar_method="REQUEST",
    )


def day_fallen_away(booking: Booking, fallen: Day, *, number: int, at: datetime) -> Letter:
    """That the session isn't held on a day any more, with the entry that takes this out of the calendar.

    Entries go by their number: what ceases is the last ones, under the dates that the reader must not come on.
    """
    session = booking.session
    entry = calendars.Entry(
        uid=entry_uid(booking, number),
        sequence=session.sequence,
        title=session.title,
        starts_at=from_london(fallen.on, fallen.starts),
        ends_at=from_london(fallen.on, fallen.ends),
        where=session.where,
        words=url(f"/bookings/{booking.id}"),
        organizer=booking.organizer,
    )
    return compose(
        "booking/office/email/day_fallen_away.txt",
        booking=booking,
        session=session,
        fallen=fallen,
        secrets=manage_link(booking),
        calendar=in_letters([entry], booking.practitioner, "CANCEL", at),
        calendar_method="CANCEL",
    )


def changed_in_line(booking: Booking, changes: Sequence[rules.SessionChange], *, words: str = "") -> Letter:
    """To somebody who waits or has an offer: what was changed, and until when to answer."""
    return compose(
        "booking/office/email/changed_in_line.txt",
        booking=booking,
        session=booking.session,
        changes=changes,
        words=words,
        secrets=manage_link(booking) | ({"link": booking.link("offer")} if booking.offered_until else {}),
    )


def cancelled_by_us(
    booking: Booking, other_dates: Sequence[TrainingSession], *, had_a_place: bool, at: datetime
) -> Letter:
    """That the session won't run, and which other dates have places.

    Who had a place gets the entry that takes it out of the calendar.
    """
    return compose(
        "booking/office/email/cancelled_by_us.txt",
        booking=booking,
        session=booking.session,
        other_dates=[(session, public_url_of("session", session_id=session.id)) for session in other_dates],
        programme=public_url_of("programme"),
        had_a_place=had_a_place,
        calendar=calendar_of([booking], "CANCEL", at) if had_a_place else None,
        calendar_method="CANCEL" if had_a_place else None,
    )
