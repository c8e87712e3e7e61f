"""How the room says no."""

from app.core.errors import Refusal


class NeedsTooLate(Refusal):
    message = "Needs can be changed here until the day before. Telephone us: we tell the trainers."
