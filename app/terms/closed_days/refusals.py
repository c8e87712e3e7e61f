"""How the room says no."""

from app.core.errors import Refusal


class AlreadyClosed(Refusal):
    field = "on"
    message = "The office is closed on that day already."


class DayIsOver(Refusal):
    field = "on"
    message = "That day isn’t to come any more: what was counted with it stays."


class NoWorkingDay(Refusal):
    field = "on"
    message = "That is a weekend or a bank holiday, so it is no working day anyway."
