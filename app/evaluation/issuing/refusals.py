"""How the room says no."""

from app.core.errors import Refusal


class AskedJustNow(Refusal):
    message = "They were written to less than a minute ago, so nothing was sent a second time."
