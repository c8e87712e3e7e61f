"""Mail about a booking."""

from datetime import datetime
from email.utils import parseaddr

from flask import current_app

from app import calendars
from app.booking.models import Booking
from app.letters import Letter, compose
from app.links import Secret, url
from app.terms.rules import charge_pence, free_until


def confirm_address(booking: Booking) -> Letter:
    """The six-digit code, and the link beside it."""
    assert booking.proof_id is not None
    secrets = {"code": Secret("code", booking.proof_id), "link": Secret("confirm", booking.id, booking.proof_id)}
    return compose("booking/email/confirm_address.txt", booking=booking, secrets=secrets)


def joining_details(booking: Booking) -> Letter:
    """A week before: when, where, how to join, and the pre-course link once more."""
    return _before_the_start("booking/email/joining_details.txt", booking)


def reminder(booking: Booking) -> Letter:
    """A day before."""
    return _before_the_start("booking/email/reminder.txt", booking)


def _before_the_start(template: str, booking: Booking) -> Letter:
    return compose(
        template,
        booking=booking,
        session=booking.session,
        free_until=free_until(booking.policy, booking.session.starts_at),
        pence=charge_pence(booking.policy, booking.session),
        my_bookings=url("/bookings"),
        secrets={} if booking.session.asks_once else {"before_link": Secret("before", booking.id)},
    )


def confirmed(booking: Booking, *, at: datetime) -> Letter:
    """What is booked, the calendar entry, and the pre-course link where there is such a stage."""
    secrets = {} if booking.session.asks_once else {"before_link": Secret("before", booking.id)}
    return compose(
        "booking/email/confirmed.txt",
        booking=booking,
        session=booking.session,
        free_until=free_until(booking.policy, booking.session.starts_at),
        pence=charge_pence(booking.policy, booking.session),
        my_bookings=url("/bookings"),
        secrets=secrets,
        calendar=_calendar(booking, "REQUEST", at),
        calendar_method="REQUEST",
    )


def waiting(booking: Booking) -> Letter:
    """That they are on the waiting list, and how a place would reach them."""
    return compose("booking/email/waiting.txt", booking=booking, session=booking.session, my_bookings=url("/bookings"))


def offered(booking: Booking) -> Letter:
    """A place that must be accepted in time, by a link that needs no sign-in."""
    return compose(
        "booking/email/offered.txt",
        booking=booking,
        session=booking.session,
        free_until=free_until(booking.policy, booking.session.starts_at),
        pence=charge_pence(booking.policy, booking.session),
        secrets={"link": Secret("offer", booking.id)},
    )


def offer_over(booking: Booking) -> Letter:
    """That nobody answered the offer in time, so that the place went on."""
    return compose("booking/email/offer_over.txt", booking=booking, session=booking.session, programme=url("/"))


def changed(booking: Booking, *, at: datetime) -> Letter:
    """When and where it is now, with the entry that updates the calendar's."""
    return compose(
        "booking/email/changed.txt",
        booking=booking,
        session=booking.session,
        my_bookings=url("/bookings"),
        calendar=_calendar(booking, "REQUEST", at),
        calendar_method="REQUEST",
    )


def cancelled_by_us(booking: Booking, *, had_a_place: bool, at: datetime) -> Letter:
    """That the session won't run; who had a place gets the entry that takes it out of the calendar."""
    return compose(
        "booking/email/cancelled_by_us.txt",
        booking=booking,
        session=booking.session,
        programme=url("/"),
        had_a_place=had_a_place,
        calendar=_calendar(booking, "CANCEL", at) if had_a_place else None,
        calendar_method="CANCEL" if had_a_place else None,
    )


def withdrawn(booking: Booking, *, at: datetime) -> Letter:
    """That the booking is cancelled, with the entry that takes it out of the calendar."""
    return compose(
        "booking/email/withdrawn.txt",
        booking=booking,
        session=booking.session,
        programme=url("/"),
        calendar=_calendar(booking, "CANCEL", at),
        calendar_method="CANCEL",
    )


def _calendar(booking: Booking, method: str, at: datetime) -> str:
    session = booking.session
    several = len(session.days) > 1
    entries = [
        calendars.Entry(
            uid=f"booking-{booking.id}-day-{number}@coursebook",
            sequence=session.sequence + (method == "CANCEL"),
            title=f"{session.title} (day {number} of {len(session.days)})" if several else session.title,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            where=session.where if method == "CANCEL" else session.joining_link or session.where,
            words=f"Your bookings: {url('/bookings')}",
        )
        for number, day in enumerate(session.days, start=1)
    ]
    return calendars.write(
        entries,
        method=method,
        at=at,
        organizer=parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1],
        attendee=booking.practitioner.email,
    )
