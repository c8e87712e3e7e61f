"""Mail about a booking."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr

from flask import current_app

from app import calendars
from app.accounts.models import User
from app.booking.models import Booking
from app.booking.rules import Change
from app.clock import from_london
from app.letters import Letter, compose
from app.links import Secret, url
from app.programme.models import Day, SessionDay, TrainingSession
from app.terms.models import ManagerNews

_TO_MANAGER = {
    ManagerNews.BOOKING: "booking/email/manager_booking.txt",
    ManagerNews.WITHDRAWAL: "booking/email/manager_withdrawal.txt",
    ManagerNews.NON_ATTENDANCE: "booking/email/manager_non_attendance.txt",
}


def confirm_address(held: Sequence[Booking]) -> Letter:
    """The six-digit code, and the link beside it, for all that is held together."""
    first = held[0]
    assert first.proof_id is not None
    secrets = {"code": Secret("code", first.proof_id), "link": Secret("confirm", first.id, first.proof_id)}
    return compose("booking/email/confirm_address.txt", booking=first, held=held, secrets=secrets)


def joining_details(booking: Booking, *, at: datetime) -> Letter:
    """A week before: when, where, how to join, and the pre-course link once more."""
    return _before_the_start("booking/email/joining_details.txt", booking, at)


def reminder(booking: Booking, *, at: datetime) -> Letter:
    """A day before."""
    return _before_the_start("booking/email/reminder.txt", booking, at)


def _before_the_start(template: str, booking: Booking, at: datetime) -> Letter:
    return compose(
        template,
        at=at,
        booking=booking,
        session=booking.session,
        my_bookings=url("/bookings"),
        secrets={
            "check_in_link": Secret("check-in", booking.id),
            **({"before_link": Secret("before", booking.id)} if booking.session.asks_before else {}),
        },
    )


def confirmed(booking: Booking, clashes: Sequence[TrainingSession], *, at: datetime) -> Letter:
    """What is booked, what else is on at that time, the calendar entry, and the pre-course link if there is one."""
    secrets = {"before_link": Secret("before", booking.id)} if booking.session.asks_before else {}
    return compose(
        "booking/email/confirmed.txt",
        at=at,
        booking=booking,
        session=booking.session,
        clashes=clashes,
        my_bookings=url("/bookings"),
        secrets=secrets,
        calendar=_calendar([booking], "REQUEST", at),
        calendar_method="REQUEST",
    )


def confirmed_together(clashes: Mapping[Booking, Sequence[TrainingSession]], *, at: datetime) -> Letter:
    """One confirmation of several bookings of one person, with what else is on at the time of each, and all entries."""
    bookings = list(clashes)
    asked = [booking for booking in bookings if booking.session.asks_before]
    return compose(
        "booking/email/confirmed_together.txt",
        at=at,
        bookings=bookings,
        clashes=clashes,
        asked=asked,
        my_bookings=url("/bookings"),
        secrets={f"before_{booking.id}": Secret("before", booking.id) for booking in asked},
        calendar=_calendar(bookings, "REQUEST", at),
        calendar_method="REQUEST",
    )


def week_day(booked: Sequence[tuple[Booking, SessionDay]]) -> Letter:
    """The one letter before a day of a Learning Week: all that the person has booked on it, in its order."""
    booking, day = booked[0]
    return compose(
        "booking/email/week_day.txt",
        booked=booked,
        person=booking.name,
        week=booking.session.learning_week,
        on=day.on,
        my_bookings=url("/bookings"),
        secrets={f"check_in_{each.id}": Secret("check-in", each.id) for each, _ in booked},
    )


def to_manager(bookings: Sequence[Booking], news: ManagerNews) -> Letter:
    """What the line manager is told of somebody: nothing that the person said or answered."""
    return compose(_TO_MANAGER[news], bookings=bookings, booking=bookings[0])


def substituted(booking: Booking, colleague: Booking, *, at: datetime) -> Letter:
    """That somebody else has the place now, with the entry that takes it out of the calendar."""
    return compose(
        "booking/email/substituted.txt",
        booking=booking,
        session=booking.session,
        colleague=colleague,
        calendar=_calendar([booking], "CANCEL", at),
        calendar_method="CANCEL",
    )


def from_the_office(booking: Booking, *, subject: str, words: str) -> Letter:
    """What the training team writes to everybody on a session."""
    return compose("booking/email/from_the_office.txt", booking=booking, title=subject, words=words)


def below_minimum(session: TrainingSession, *, booked: int) -> Letter:
    """To the training team: too few have booked."""
    return compose(
        "booking/email/below_minimum.txt",
        session=session,
        booked=booked,
        desk=url(f"/manage/sessions/{session.id}/bookings"),
    )


def waiting(booking: Booking) -> Letter:
    """That they are on the waiting list, and how a place would reach them."""
    return compose("booking/email/waiting.txt", booking=booking, session=booking.session, my_bookings=url("/bookings"))


def offered(booking: Booking, *, at: datetime) -> Letter:
    """A place that must be accepted in time, by a link that needs no sign-in."""
    return compose(
        "booking/email/offered.txt",
        at=at,
        booking=booking,
        session=booking.session,
        secrets={"link": Secret("offer", booking.id)},
    )


def offer_over(booking: Booking) -> Letter:
    """That nobody answered the offer in time, so that the place went on."""
    return compose("booking/email/offer_over.txt", booking=booking, session=booking.session, programme=url("/"))


def changed(booking: Booking, changes: Sequence[Change], *, at: datetime) -> Letter:
    """What was changed, old and new, with the entry that updates the calendar's.

    It says all that a confirmation says, because it may overtake one.
    """
    return compose(
        "booking/email/changed.txt",
        at=at,
        booking=booking,
        session=booking.session,
        changes=changes,
        secrets={"before_link": Secret("before", booking.id)} if booking.session.asks_before else {},
        my_bookings=url("/bookings"),
        calendar=_calendar([booking], "REQUEST", at),
        calendar_method="REQUEST",
    )


def days_fallen_away(booking: Booking, fallen: Sequence[Day], *, at: datetime) -> Letter:
    """That the session has fewer days than before, with the entries that take these out of the calendar.

    Entries go by their number: what ceases is the last ones, under the dates that the reader must not come on.
    """
    session = booking.session
    entries = [
        calendars.Entry(
            uid=_uid(booking, number),
            sequence=session.sequence,
            title=session.title,
            starts_at=from_london(day.on, day.starts),
            ends_at=from_london(day.on, day.ends),
            where=session.where,
            words=f"Your bookings: {url('/bookings')}",
        )
        for number, day in enumerate(fallen, start=len(session.days) + 1)
    ]
    return compose(
        "booking/email/days_fallen_away.txt",
        booking=booking,
        session=session,
        fallen=fallen,
        calendar=_written(entries, booking.practitioner, "CANCEL", at),
        calendar_method="CANCEL",
    )


def changed_in_line(booking: Booking, changes: Sequence[Change]) -> Letter:
    """To somebody who waits or has an offer: what was changed, and until when to answer."""
    return compose(
        "booking/email/changed_in_line.txt",
        booking=booking,
        session=booking.session,
        changes=changes,
        my_bookings=url("/bookings"),
        secrets={"link": Secret("offer", booking.id)} if booking.offered_until else {},
    )


def cancelled_by_us(
    booking: Booking, other_dates: Sequence[TrainingSession], *, had_a_place: bool, at: datetime
) -> Letter:
    """That the session won't run, and which other dates have places.

    Who had a place gets the entry that takes it out of the calendar.
    """
    return compose(
        "booking/email/cancelled_by_us.txt",
        booking=booking,
        session=booking.session,
        other_dates=[(session, url(f"/sessions/{session.id}")) for session in other_dates],
        programme=url("/"),
        had_a_place=had_a_place,
        calendar=_calendar([booking], "CANCEL", at) if had_a_place else None,
        calendar_method="CANCEL" if had_a_place else None,
    )


def withdrawn(booking: Booking, *, at: datetime) -> Letter:
    """That the booking is cancelled, with the entry that takes it out of the calendar."""
    return compose(
        "booking/email/withdrawn.txt",
        booking=booking,
        session=booking.session,
        programme=url("/"),
        calendar=_calendar([booking], "CANCEL", at),
        calendar_method="CANCEL",
    )


def _calendar(bookings: Sequence[Booking], method: str, at: datetime) -> str:
    entries = [entry for booking in bookings for entry in _entries(booking, method)]
    return _written(entries, bookings[0].practitioner, method, at)


def _written(entries: list[calendars.Entry], attendee: User, method: str, at: datetime) -> str:
    organizer = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]
    return calendars.write(entries, method=method, at=at, organizer=organizer, attendee=attendee.email)


def _uid(booking: Booking, number: int) -> str:
    """The name of the entry for a day of a booking, counted from 1."""
    return f"booking-{booking.id}-day-{number}@coursebook"


def _entries(booking: Booking, method: str) -> list[calendars.Entry]:
    """One a day. The joining link goes with the place."""
    session = booking.session
    several = len(session.days) > 1
    return [
        calendars.Entry(
            uid=_uid(booking, number),
            sequence=session.sequence + (method == "CANCEL"),
            title=f"{session.title} (day {number} of {len(session.days)})" if several else session.title,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            where=session.where if method == "CANCEL" else session.joining_link or session.where,
            words=f"Your bookings: {url('/bookings')}",
        )
        for number, day in enumerate(session.days, start=1)
    ]
