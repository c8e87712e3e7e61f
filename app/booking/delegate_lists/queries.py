"""Who is on a delegate list."""

from app.booking.models import Booking
from app.booking.queries import of_session, on_the_register, waiting_list
from app.booking.states import BookingState
from app.programme.models_sessions import TrainingSession


def delegates(session: TrainingSession, *, with_waiting: bool) -> list[Booking]:
    """Whoever has a place or walked in, by name; then those who wait, in their order, if they are wanted."""
    in_line = [*of_session(session, BookingState.OFFERED), *waiting_list(session.id)] if with_waiting else []
    return [*on_the_register(session), *in_line]
