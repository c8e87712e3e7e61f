"""The line of a charge: what it is for, how long each step waits, and the lists that the office works through."""

from datetime import timedelta
from enum import StrEnum

from app.booking.states import Outcome
from app.terms.models import Cause

SECOND_THOUGHTS = timedelta(minutes=3)
"""How long a letter that asks for a reason waits: a slip on the register, mended at once, troubles nobody."""

LOOKS_BACK = timedelta(days=60)
"""What a job left undone for longer than this is for a person to look at."""

REMEMBERS = timedelta(days=365)
"""How far back the officer who decides is told of earlier charges and waivers."""

NEVER_NAME = "Please don’t name a child or a family."


class Tab(StrEnum):
    """The lists of charges that the office works through."""

    TO_DECIDE = "to-decide"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    BILLED = "billed"
    SETTLED = "settled"
    NOT_OWED = "not-owed"

    @property
    def words(self) -> str:
        return {
            Tab.TO_DECIDE: "To decide",
            Tab.WAITING: "Waiting for a reason",
            Tab.CONFIRMED: "Confirmed, to bill",
            Tab.BILLED: "Billed",
            Tab.SETTLED: "Settled",
            Tab.NOT_OWED: "Waived or taken back",
        }[self]


OUTCOMES_OF: dict[Cause, tuple[Outcome, ...]] = {
    Cause.PLACE: (Outcome.ATTENDED, Outcome.LEFT_EARLY, Outcome.LATE_REFUSED),
    Cause.NO_SHOW: (Outcome.NO_SHOW,),
    Cause.LATE_CANCELLATION: (Outcome.LATE_CANCELLED, Outcome.CANCELLED),
    Cause.LATE_REFUSED: (Outcome.LATE_REFUSED,),
    Cause.LEFT_EARLY: (Outcome.LEFT_EARLY,),
}
"""A charge follows from its booking's outcome; where that is corrected to another, it follows no longer.

The fee comes first: an agency that pays for places pays for one that was used, in part or too late, and nothing beside.
"""
