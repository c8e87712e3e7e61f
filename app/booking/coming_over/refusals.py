"""How the room says no."""

from app.core.errors import Refusal


class LettersGone(Refusal):
    message = "There is nobody left to tell: everybody on these sessions has been written to."


class CantBeUndone(Refusal):
    """Why an import stands for good."""
