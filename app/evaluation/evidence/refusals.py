"""How the room says no."""

from app.core.errors import Refusal


class FoundInTheFuture(Refusal):
    field = "found_on"
    message = "That date is still to come. Enter the date of the finding"
