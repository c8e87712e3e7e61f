"""How the room says no."""

from app.core.errors import Refusal


class MailIsNotHeld(Refusal):
    message = "Mail isn’t held back any more: somebody else has just started it."
