"""Mail before the start."""

from collections.abc import Sequence
from datetime import datetime

from app.booking.emails import before_link, manage_link, manage_links
from app.booking.models import Booking
from app.core.links import url
from app.files.letters import Letter, compose
from app.programme.models_sessions import SessionDay, TrainingSession


def joining_details(booking: Booking, *, at: datetime) -> Letter:
    """Some days before: when, where, how to join, and the pre-course link once more."""
    return _before_the_start("booking/reminding/email/joining_details.txt", booking, at)


def reminder(booking: Booking, *, at: datetime) -> Letter:
    """Shortly before."""
    return _before_the_start("booking/reminding/email/reminder.txt", booking, at)


def _before_the_start(template: str, booking: Booking, at: datetime) -> Letter:
    return compose(
        template,
        at=at,
        booking=booking,
        session=booking.session,
        secrets={"check_in_link": booking.link("check-in")} | before_link(booking) | manage_link(booking),
    )


def week_day(booked: Sequence[tuple[Booking, SessionDay]]) -> Letter:
    """The one letter before a day of a Learning Week: all that the person has booked on it, in its order."""
    booking, day = booked[0]
    return compose(
        "booking/reminding/email/week_day.txt",
        booked=booked,
        person=booking.name,
        week=booking.session.learning_week,
        on=day.on,
        secrets={f"check_in_{each.id}": each.link("check-in") for each, _ in booked}
        | manage_links([each for each, _ in booked]),
    )


def below_minimum(session: TrainingSession, *, booked: int) -> Letter:
    """To the training team: too few have booked."""
    return compose(
        "booking/reminding/email/below_minimum.txt",
        session=session,
        booked=booked,
        desk=url(f"/manage/sessions/{session.id}/bookings"),
    )
