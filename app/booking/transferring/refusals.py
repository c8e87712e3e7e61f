"""How the room says no."""

from app.booking.refusals import SessionFull
from app.core.errors import Refusal


class NotADateOfTheCourse(Refusal):
    field = "session_id"
    message = "Choose another date of the same course."


class TickToWait(SessionFull):
    field = "waits"
    message = "That date is full. Tick this to join its waiting list, or choose another date"
