"""How the room says no."""

from app.core.errors import Refusal


class TooSoonForATest(Refusal):
    message = "A test was sent less than a minute ago. Wait for it to arrive, or try again in a minute."
