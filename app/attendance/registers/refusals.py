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


class NotAllMarked(Refusal):
    pass


class NotOverYet(Refusal):
    message = "The register can be closed once the session has ended."
