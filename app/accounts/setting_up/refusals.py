"""How the room says no."""

from app.core.errors import Refusal


class SetUpAlready(Refusal):
    message = "Coursebook is set up: it has a training manager, who can invite you. If that is you, sign in."
