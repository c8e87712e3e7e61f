"""The confirmation, what a line manager is told, and the calendar entries of every letter about a booking."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import parseaddr

from flask import Flask, current_app

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.rules import calendar_entries, letter_due_at
from app.core.links import Secret, url
from app.files import calendars
from app.files.letters import Letter, compose
from app.programme.models_sessions import TrainingSession
from app.settings import queries as settings
from app.settings.rules_reminders import ReminderTimes

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


def manage_link(booking: Booking) -> dict[str, Secret]:
    """The page of one booking, without signing in: whoever has the letter can withdraw there."""
    return {"manage_link": booking.link("booking")}


def manage_links(bookings: Sequence[Booking]) -> dict[str, Secret]:
    """For the letters about several."""
    return {f"manage_{each.id}": each.link("booking") for each in bookings}


def check_in_link(booking: Booking, at: datetime) -> dict[str, Secret]:
    return {"check_in_link": booking.link("check-in")} if hears_all_at_once(booking, at) else {}


def hears_all_at_once(booking: Booking, at: datetime) -> bool:
    """Once joining details were due, whoever books is told all of it in the confirmation."""
    times = settings.current(ReminderTimes)
    return at > letter_due_at(booking.session.starts_at, days=times.joining_days, hour=times.hour)


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
        secrets=before_link(booking) | manage_link(booking) | check_in_link(booking, at),
        calendar=calendar_of([booking], "REQUEST", at),
        calendar_method="REQUEST",
    )


def confirmed_together(
    clashes: Mapping[Booking, Sequence[TrainingSession]], *, at: datetime, by: User | None = None
) -> Letter:
    """One confirmation of several bookings of one person, with what else is on at the time of each, and all entries."""
    bookings = list(clashes)
    before = pre_course_links(bookings)
    check_in = {f"check_in_{each.id}": each.link("check-in") for each in bookings if hears_all_at_once(each, at)}
    return compose(
        "booking/email/confirmed_together.txt",
        at=at,
        by=by,
        bookings=bookings,
        clashes=clashes,
        asked=list(before),
        secrets={f"before_{each.id}": link for each, link in before.items()} | manage_links(bookings) | check_in,
        calendar=calendar_of(bookings, "PUBLISH", at),
        calendar_method="PUBLISH",
    )


def to_manager(bookings: Sequence[Booking], template: str) -> Letter:
    """What the line manager is told of somebody: nothing that the person said or answered."""
    return compose(template, bookings=bookings, booking=bookings[0])


def further_day(booking: Booking, number: int, method: str, *, at: datetime) -> Letter:
    """The entry of a day after the first, counted from 1, in a short letter of its own."""
    return compose(
        "booking/email/further_day.txt",
        booking=booking,
        session=booking.session,
        day=booking.session.days[number - 1],
        number=number,
        is_gone=method == "CANCEL",
        secrets=manage_link(booking),
        calendar=calendar_of([booking], method, at, day=number),
        calendar_method=method,
    )


def calendar_of(bookings: Sequence[Booking], method: str, at: datetime, *, day: int = 1) -> str:
    """One entry in a request or a cancellation, because mail programs may drop all but the first (RFC 5546).

    To be added by hand (PUBLISH), the entries of all days of all these bookings of one person.
    """
    entries = [
        entry
        for booking in bookings
        for entry in calendar_entries(
            booking, at=at, address=url(f"/bookings/{booking.id}"), is_gone=method == "CANCEL"
        )
    ]
    return in_letters(entries if method == "PUBLISH" else entries[day - 1 : day], bookings[0].practitioner, method, at)


def in_letters(entries: list[calendars.Entry], attendee: User, method: str, at: datetime) -> str:
    """What is published is nobody's alone: its entries have no attendee."""
    to = "" if method == "PUBLISH" else attendee.email
    return calendars.write(entries, method=method, at=at, organizer=organizer(), attendee=to)


def organizer() -> str:
    """Who sends calendar entries now; a booking keeps whom its first one came from."""
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]
