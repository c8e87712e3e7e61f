"""The confirmation, what a line manager is told, and the calendar entries of every letter about a booking."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr

from flask import Flask, current_app

from app.accounts.models import User
from app.booking.models import Booking
from app.core.links import Secret, url
from app.files import calendars
from app.files.letters import Letter, compose
from app.programme.models_sessions import TrainingSession

PreCourseLinks = Callable[[Sequence[Booking]], Mapping[Booking, Secret]]
"""Where somebody with a place answers what is asked before the course: of those of the bookings that are asked."""

_REGISTERED = "pre-course links"


def register_pre_course_links(app: Flask, links: PreCourseLinks) -> None:
    """What is asked before a course is a higher room's: it registers where letters and pages about a place lead."""
    app.extensions[_REGISTERED] = links


def pre_course_links(bookings: Sequence[Booking]) -> Mapping[Booking, Secret]:
    """None where no room has registered any."""
    registered: PreCourseLinks | None = current_app.extensions.get(_REGISTERED)
    return registered(bookings) if registered else {}


def before_link(booking: Booking) -> dict[str, Secret]:
    """For the letters about one place."""
    link = pre_course_links([booking]).get(booking)
    return {"before_link": link} if link else {}


def confirmed(booking: Booking, clashes: Sequence[TrainingSession], *, at: datetime, by: User | None = None) -> Letter:
    """What is booked, and by whom; what else is on at that time, the calendar entry, and the pre-course link if any."""
    is_by_another = by is not None and by.id != booking.practitioner_id
    of_oneself = "booking/email/came_free.txt" if booking.waiting_since else "booking/email/confirmed.txt"
    return compose(
        "booking/email/booked_by_another.txt" if is_by_another else of_oneself,
        at=at,
        by=by,
        booking=booking,
        clashes=clashes,
        my_bookings=url("/bookings"),
        secrets=before_link(booking),
        calendar=calendar_of([booking], "REQUEST", at),
        calendar_method="REQUEST",
    )


def confirmed_together(
    clashes: Mapping[Booking, Sequence[TrainingSession]], *, at: datetime, by: User | None = None
) -> Letter:
    """One confirmation of several bookings of one person, with what else is on at the time of each, and all entries."""
    bookings = list(clashes)
    before = pre_course_links(bookings)
    return compose(
        "booking/email/confirmed_together.txt",
        at=at,
        by=by,
        bookings=bookings,
        clashes=clashes,
        asked=list(before),
        my_bookings=url("/bookings"),
        secrets={f"before_{booking.id}": link for booking, link in before.items()},
        calendar=calendar_of(bookings, "REQUEST", at),
        calendar_method="REQUEST",
    )


def to_manager(bookings: Sequence[Booking], template: str) -> Letter:
    """What the line manager is told of somebody: nothing that the person said or answered."""
    return compose(template, bookings=bookings, booking=bookings[0])


def calendar_of(bookings: Sequence[Booking], method: str, at: datetime) -> str:
    entries = [entry for booking in bookings for entry in calendar_entries(booking, method)]
    return in_letters(entries, bookings[0].practitioner, method, at)


def in_letters(entries: list[calendars.Entry], attendee: User, method: str, at: datetime) -> str:
    organizer = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]
    return calendars.write(entries, method=method, at=at, organizer=organizer, attendee=attendee.email)


def entry_uid(booking: Booking, number: int) -> str:
    """The name of the entry for a day of a booking, counted from 1."""
    return f"booking-{booking.id}-day-{number}@coursebook"


def calendar_entries(booking: Booking, method: str) -> list[calendars.Entry]:
    """One a day. The joining link goes with the place."""
    session = booking.session
    several = len(session.days) > 1
    return [
        calendars.Entry(
            uid=entry_uid(booking, number),
            sequence=session.sequence + (method == "CANCEL"),
            title=f"{session.title} (day {number} of {len(session.days)})" if several else session.title,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            where=session.where if method == "CANCEL" else session.joining_link or session.location,
            words=f"Your bookings: {url('/bookings')}",
        )
        for number, day in enumerate(session.days, start=1)
    ]
