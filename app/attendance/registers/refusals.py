"""How the room says no."""

from app.core.errors import Refusal


class MarkingNotOpen(Refusal):
    message = "Marking opens an hour before the start."


class RegisterClosed(Refusal):
    message = "This register is closed."


class WhyNeeded(RegisterClosed):
    field = "why"
    message = "This register is closed. To correct it, enter why."


class StaysMarked(RegisterClosed):
    message = "This register is closed: a mark can be corrected, and not be taken back."


class OnlyDayOfAWalkIn(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is on the register for this day alone. Remove {name} from the register instead.")


class NothingChanges(Refusal):
    field = "mark"
    message = "Nothing would change: the register says that already"


class SaidByNeeded(Refusal):
    field = "said_by"
    message = "Enter who said so"


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


class NotAllMarked(Refusal):
    pass


class NotOverYet(Refusal):
    message = "The register can be closed once the session has ended."
