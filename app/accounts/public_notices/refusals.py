"""How the room says no."""

from app.core.errors import Refusal


class UnknownField(Refusal):
    field = "text"
