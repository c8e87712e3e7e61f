"""How the room says no."""

from app.core.errors import Refusal


class WasHereBefore(Refusal):
    """A place that was used on one day can't be given away on another."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was here on another day of this session, so the place stays theirs. Mark {name} for this day, and "
            "add the colleague as someone who came without a booking."
        )


class AddressOfAnother(Refusal):
    """A register shows nobody's name to who only types their address."""

    field = "is_theirs"
    message = "Somebody with another name has this address. Check the spelling; if it is right, tick that it is theirs."
