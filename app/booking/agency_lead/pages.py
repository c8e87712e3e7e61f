"""Which registers are closed, as the room that keeps them tells it: it is a higher one."""

from collections.abc import Callable, Iterable

from flask import Flask, current_app

from app.booking.models import Booking
from app.booking.states import Outcome

ClosedAmong = Callable[[Iterable[int]], set[int]]
"""Of these sessions, by number, those whose register is closed."""

_REGISTERED = "closed registers"

MARKED_ON_A_REGISTER = frozenset(
    {
        *(Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.LATE_REFUSED),
        *(Outcome.NO_SHOW, Outcome.EXCUSED, Outcome.WALK_IN),
    }
)


def register_closed_registers(app: Flask, closed_among: ClosedAmong) -> None:
    app.extensions[_REGISTERED] = closed_among


def being_marked(bookings: Iterable[Booking]) -> set[int]:
    """The numbers of those whose mark may still change, because the register isn't closed: it is nobody's news yet.

    A register that was imported was closed before. None where no room has registered which are closed.
    """
    closed_among: ClosedAmong | None = current_app.extensions.get(_REGISTERED)
    marked = [each for each in bookings if each.outcome in MARKED_ON_A_REGISTER and not each.session.is_imported]
    if closed_among is None or not marked:
        return set()
    closed = closed_among({booking.session_id for booking in marked})
    return {booking.id for booking in marked if booking.session_id not in closed}
