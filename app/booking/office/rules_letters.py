"""To whom on a session the office writes."""

from enum import StrEnum

from app.booking.states import BookingState, Outcome

_IN_LINE = (BookingState.WAITING, BookingState.OFFERED)
CAME = (Outcome.ATTENDED, Outcome.WALK_IN, Outcome.LEFT_EARLY)
DID_NOT_COME = (Outcome.NO_SHOW, Outcome.EXCUSED, Outcome.LATE_REFUSED)


class Recipients(StrEnum):
    """A group of those on a session; once it has begun, by what came of their booking."""

    BOOKED = "booked"
    WAITING = "waiting"
    BOTH = "booked and waiting"
    CAME = "came"
    DID_NOT_COME = "did not come"
    NOT_MARKED = "not marked"

    @property
    def words(self) -> str:
        return {
            "booked": "Everybody with a place",
            "waiting": "Everybody on the waiting list",
            "booked and waiting": "Both",
            "came": "Those who came, for all of it or a part",
            "did not come": "Those who didn’t come, were excused, or came too late to be let in",
        }.get(self, "Those who aren’t marked yet")

    @property
    def states(self) -> tuple[BookingState, ...]:
        had_a_place = (BookingState.BOOKED, BookingState.WALKED_IN)
        of_some = {"booked": (BookingState.BOOKED,), "waiting": _IN_LINE}
        return of_some.get(self, (BookingState.BOOKED, *_IN_LINE) if self is Recipients.BOTH else had_a_place)

    @property
    def outcomes(self) -> tuple[Outcome | None, ...] | None:
        """What came of their bookings; None where that doesn't matter."""
        return {"came": CAME, "did not come": DID_NOT_COME, "not marked": (None,)}.get(self)


BEFORE = (Recipients.BOOKED, Recipients.WAITING, Recipients.BOTH)
AFTERWARDS = (Recipients.CAME, Recipients.DID_NOT_COME, Recipients.NOT_MARKED, Recipients.BOOKED)
