"""What a change of a session changes for those who booked it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.booking.models import Booking
from app.programme.models_sessions import Day, TrainingSession
from app.web.formatting import clock_time, long_date

JOINING_LINK = "Joining link"
"""Told to those with a place alone."""


class SessionChange(NamedTuple):
    """One thing that was changed about a session, in words."""

    what: str
    before: str
    now: str


def when_and_where(session: TrainingSession) -> dict[str, str]:
    """What people booked, each thing in words: a change of any is told to them."""
    return {
        "Date": ", ".join(long_date(day.on) for day in session.days),
        "Time": ", ".join(f"{clock_time(day.starts_at)} to {clock_time(day.ends_at)}" for day in session.days),
        "Where": session.where,
        JOINING_LINK: session.joining_link,
    }


def changes_between(before: dict[str, str], now: dict[str, str]) -> list[SessionChange]:
    return [
        SessionChange(what, before[what] or "none", now[what] or "none") for what in now if before[what] != now[what]
    ]


def days_fallen_away(before: Sequence[Day], now: Sequence[Day]) -> list[Day]:
    """As many as there are fewer, of those whose dates are none of the session's any more."""
    dates = {day.on for day in now}
    gone = [day for day in before if day.on not in dates]
    fewer = max(len(before) - len(now), 0)
    return gone[len(gone) - fewer :]


def details_can_change(booking: Booking, at: datetime) -> bool:
    """Of what stands, or of whoever came without a booking, until the session is over."""
    return (booking.is_to_come or booking.is_walk_in) and not booking.session.has_ended(at)
