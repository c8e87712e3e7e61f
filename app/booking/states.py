"""The words of a booking: its states, what came of it, and how we heard."""

from enum import StrEnum


class BookingState(StrEnum):
    """A hold keeps a place while an address is confirmed. `asked` keeps none: it takes one, if there is one left, once
    the address is confirmed; `unconfirmed` keeps none either: it is to join the waiting list."""

    HELD = "held"
    ASKED = "asked"
    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    LAPSED = "lapsed"
    LEFT_LIST = "left-list"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"
    WALKED_IN = "walked-in"


class Outcome(StrEnum):
    """What came of a booking: separate facts. The values are those of the register import."""

    ATTENDED = "attended"
    LEFT_EARLY = "left-early"
    LATE_REFUSED = "late-refused"
    NO_SHOW = "no-show"
    EXCUSED = "excused"
    LATE_CANCELLED = "late-cancelled"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"
    WALK_IN = "walk-in"
    CANCELLED_BY_US = "cancelled-by-us"


class Channel(StrEnum):
    WEBSITE = "website"
    PHONE = "phone"
    EMAIL = "e-mail"
    MANAGER = "manager"


MARKS = (Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.LATE_REFUSED, Outcome.NO_SHOW, Outcome.EXCUSED)

THERE = (Outcome.ATTENDED, Outcome.WALK_IN)
"""There for the whole of it, or came without a booking."""

PENDING = (BookingState.HELD, BookingState.ASKED, BookingState.UNCONFIRMED)
"""It waits for its address to be confirmed. Anybody can have made it, with anybody's address."""

TO_COME = (BookingState.BOOKED, BookingState.WAITING, BookingState.OFFERED)
"""It stands, or may yet."""

CLAIMS = (BookingState.WAITING, BookingState.OFFERED, BookingState.BOOKED, BookingState.WALKED_IN)
"""The states in which a booking is a person's claim: they have one such booking on a session."""

LIVE = (*PENDING, *CLAIMS)
"""It is a claim, or may become one."""
