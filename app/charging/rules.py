"""The line of a charge: what it is for, how long each step waits, and the lists that the office works through."""

from enum import StrEnum

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
