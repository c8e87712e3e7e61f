"""How the room says no."""

from app.core.errors import Refusal


class TooManyHeld(Refusal):
    """More than the settings let one agency hold, or than are left."""

    field = "places"


class HeldTooLong(Refusal):
    """A last day that has passed, or that leaves others too little time to book what comes free."""

    field = "last_day"


class TooLateToHold(Refusal):
    message = "It is too late to hold places of this session without names: book the people who are to come."


class HoldOver(Refusal):
    message = "These places aren’t held any more. Look whether there are some left, and book them."
