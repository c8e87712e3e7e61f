"""How the room says no."""

from app.core.errors import Refusal


class WrongRoomCode(Refusal):
    field = "code"
    keeps_work = True
    message = "That isn’t the code of a session that is on now. Look at the six digits again."


class TooManyWrongCodes(Refusal):
    field = "code"
    keeps_work = True
    message = "That was the fifth wrong code in ten minutes. Wait ten minutes, or speak to the trainer."


class CheckInNotOpen(Refusal):
    """Before it opens or after it is over."""


class NotOnThisSession(Refusal):
    message = "You have no place on this session. Please speak to the trainer, who can put you on the register."


class MarkedOtherwise(Refusal):
    message = "The register says something else about you already. Please speak to the trainer, who can change it."
