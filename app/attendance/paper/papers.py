"""A day's sheet to sign, and who needs what on a page of its own."""

from collections.abc import Sequence
from datetime import datetime

from app.attendance.check_in.rules import Room
from app.booking.models import Booking
from app.core import links
from app.files.documents import typeset
from app.web.formatting import clock_time, long_date, short_date


def register_in_pdf(room: Room, people: Sequence[Booking], *, at: datetime) -> bytes:
    """A day's sheet to sign; who needs what stands on a page of its own, for the trainers alone."""
    session, day = room.session, room.day
    data = {
        "course": session.title,
        "day": long_date(day.on),
        "number": f"Day {room.number} of {len(session.days)}" if len(session.days) > 1 else "",
        "time": f"{clock_time(day.starts_at)} to {clock_time(day.ends_at)}",
        "where": session.where,
        "trainers": ", ".join(trainer.name for trainer in session.confirmed_trainers),
        "people": [{"name": booking.name, "agency": booking.agency_name} for booking in people],
        "needs": [{"name": booking.name, "needs": booking.needs} for booking in people if booking.needs],
        "type_it_in_at": links.url(f"/registers/{session.id}").partition("://")[2],
    }
    title = f"Register: {session.title}, {short_date(day.on)}"
    return typeset("attendance/paper/register.typ", data, title=title, at=at)
