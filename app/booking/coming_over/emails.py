"""The one letter to somebody whose bookings came over."""

from collections.abc import Sequence
from datetime import datetime

from app.booking.emails import calendar_of, manage_links, pre_course_links
from app.booking.models import Booking
from app.core.links import url
from app.files.letters import Letter, compose


def came_over(booked: Sequence[Booking], waiting: Sequence[Booking], *, at: datetime) -> Letter:
    """That their bookings stand, in Coursebook from now on: what they have, with its calendar entries, and what they
    wait for."""
    before, method = pre_course_links(booked), "REQUEST" if len([*booked, *waiting]) == 1 else "PUBLISH"
    return compose(
        "booking/coming_over/email/came_over.txt",
        at=at,
        person=(*booked, *waiting)[0],
        booked=booked,
        waiting=waiting,
        asked=list(before),
        my_bookings=url("/bookings"),
        secrets={f"before_{booking.id}": link for booking, link in before.items()} | manage_links([*booked, *waiting]),
        calendar=calendar_of(booked, method, at) if booked else None,
        calendar_method=method if booked else None,
    )
