"""How the room says no."""

from app.core.errors import Refusal


class ReasonNeeded(Refusal):
    field = "reason"
    message = "Give the reason: it is kept with the booking."
