"""A booking in a calendar, and on its day: for its page, and for the page behind the link of its mail."""

from dataclasses import dataclass

from werkzeug.wrappers import Response

from app.booking.emails import organizer
from app.booking.mine import rules
from app.booking.models import Booking
from app.booking.rules import calendar_entries
from app.core import clock
from app.core.links import url
from app.files import calendars


@dataclass(frozen=True)
class CheckingIn:
    """Where somebody says that they are here, once it is open; before, when it opens."""

    address: str
    day: rules.CheckInDay

    @property
    def is_open(self) -> bool:
        return self.day.opens_at <= clock.now()


def to_check_in(booking: Booking) -> CheckingIn | None:
    """For the day that is on, or the next one; None where there is none."""
    day = rules.check_in_day(booking, clock.now())
    return CheckingIn(booking.link("check-in").path(), day) if day else None


def to_add(booking: Booking, *, with_link: bool = True) -> list[calendars.AddLinks]:
    """The links that put it in a calendar on the web; none where there is nothing to come."""
    if not booking.is_booked or booking.session.has_started(clock.now()):
        return []
    return calendars.links_to_add(_entries(booking, with_link=with_link))


def calendar_file(booking: Booking, *, with_link: bool = True) -> Response:
    """Of what doesn't stand, entries that are cancelled."""
    entries, now = _entries(booking, with_link=with_link), clock.now()
    text = calendars.write(entries, method="PUBLISH", at=now, organizer=organizer())
    return calendars.as_download(text, f"booking-{booking.id}.ics")


def _entries(booking: Booking, *, with_link: bool) -> list[calendars.Entry]:
    address, is_gone = url(f"/bookings/{booking.id}"), not booking.is_booked
    return calendar_entries(booking, at=clock.now(), address=address, with_link=with_link, is_gone=is_gone)
