"""How the room says no."""

from app.core.errors import Refusal


class TooManyAsked(Refusal):
    """From one network, more than anybody's school or council asks for."""

    message = (
        "Hundreds of places are being asked for from your network, and nobody has confirmed them yet. "
        "Try again in half an hour, or telephone us."
    )
