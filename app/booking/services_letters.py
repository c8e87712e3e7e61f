"""The letters about a booking: queued, and taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking import emails, queries
from app.booking.models import Booking
from app.files.letters import Letter
from app.notifications.models import LetterKind
from app.notifications.services import post, withdraw_all_queued, withdraw_queued
from app.terms.models import ManagerNews

TO_MANAGER = {
    ManagerNews.BOOKING: (LetterKind.MANAGER_BOOKING, "booking/email/manager_booking.txt"),
    ManagerNews.WITHDRAWAL: (LetterKind.MANAGER_WITHDRAWAL, "booking/email/manager_withdrawal.txt"),
    ManagerNews.NON_ATTENDANCE: (LetterKind.MANAGER_NON_ATTENDANCE, "booking/email/manager_non_attendance.txt"),
}


def announce(*bookings: Booking, by: User | None, at: datetime, verb: Verb = Verb.BOOKED_PLACE) -> None:
    """The places are one person's: the audit entries, and one confirmation with calendar entries and pre-course links.

    Their line manager is told where the terms say so.
    """
    for booking in bookings:
        booking.confirmation_told_at, booking.letters_wait = at, False
        if by:  # whom a place came free for was put on the list by whoever it was
            booking.booked_by = None if by is booking.practitioner else by
        booking.organizer = booking.organizer or emails.organizer()
        if booking.id:  # nothing has been written about a new one
            withdraw_queued(about=booking.about)
        audit.write(verb, booking, by=by, at=at)
    first, over = bookings[0], max(booking.session.ends_at for booking in bookings)
    if len(bookings) == 1:
        clashes = queries.clashes_with(first)
        mail(first, emails.confirmed(first, clashes, at=at, by=by), kind=LetterKind.CONFIRMED, at=at, stale_at=over)
    else:
        _confirm_together(bookings, by=by, at=at, stale_at=over)
    tell_manager(*bookings, news=ManagerNews.BOOKING, at=at)


def _confirm_together(bookings: Sequence[Booking], *, by: User | None, at: datetime, stale_at: datetime) -> None:
    """What befalls one of the bookings must not withdraw the letter that the others have, too: it is about them all."""
    first = bookings[0]
    post(
        emails.confirmed_together({booking: queries.clashes_with(booking) for booking in bookings}, at=at, by=by),
        kind=LetterKind.CONFIRMED_TOGETHER,
        about=f"together-{first.id}",
        to_email=first.practitioner.email,
        to_name=first.name,
        at=at,
        stale_at=stale_at,
    )


def tell_manager(*bookings: Booking, news: ManagerNews, at: datetime) -> bool:
    """One letter to the line manager about these bookings of one person, where the terms say so: whether one went."""
    (kind, template), told = TO_MANAGER[news], [each for each in bookings if each.tells_manager_of(news)]
    return bool(told) and post(
        emails.to_manager(told, template),
        kind=kind,
        about=told[0].about,
        to_email=told[0].manager_email,
        to_name=told[0].manager_name,
        at=at,
    )


def mail(
    booking: Booking,
    letter: Letter,
    *,
    kind: LetterKind,
    at: datetime,
    occurrence: str = "",
    stale_at: datetime | None = None,
) -> bool:
    """Queue a letter to the person of a booking: whether it was queued now."""
    if booking.letters_wait:
        booking.mark_changed()  # what came over can't be undone once somebody was written to about it
    if letter.calendar_method in ("REQUEST", "CANCEL"):
        mail_further_days(booking, letter.calendar_method, at=at, after=f"{kind}{occurrence}", stale_at=stale_at)
    return _post(booking, letter, kind=kind, at=at, occurrence=occurrence, stale_at=stale_at)


def mail_further_days(
    booking: Booking, method: str, *, at: datetime, after: str, stale_at: datetime | None = None
) -> None:
    """Of a session of several days: the entry of each after the first comes by itself, `after` the letter that told."""
    for number in range(2, len(booking.session.days) + 1):
        letter, occurrence = emails.further_day(booking, number, method, at=at), f"{after}-{number}"
        _post(booking, letter, kind=LetterKind.CALENDAR_DAY, at=at, occurrence=occurrence, stale_at=stale_at)


def _post(booking: Booking, letter: Letter, **how: Any) -> bool:
    return post(letter, about=booking.about, to_email=booking.practitioner.email, to_name=booking.name, **how)


def week_of(booking: Booking) -> str:
    """What the letters about the days of a Learning Week are about."""
    return f"person-{booking.practitioner_id}-week-{booking.session.learning_week_id}"


def take_back_week_days(booking: Booking, *, at: datetime) -> None:
    """What hasn't left about the days of a person's Learning Week is due again, with what they have booked by then."""
    if booking.session.learning_week_id is None:
        return
    withdrawn = withdraw_all_queued(abouts=[week_of(booking)], kinds=(LetterKind.WEEK_DAY,))
    taken_back = {each.occurrence for each in withdrawn}
    for letter in queries.week_day_letters_to(booking) if taken_back else ():
        if letter.occurrence in taken_back:
            letter.taken_back_at = at


def withdraw_queued_mail(booking: Booking, *, at: datetime) -> None:
    """What is still queued about a booking isn't sent, and its day of a Learning Week is written about anew."""
    withdraw_queued(about=booking.about)
    take_back_week_days(booking, at=at)
