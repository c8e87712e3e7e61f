"""How the room says no."""

from collections.abc import Sequence

from app.core.errors import Refusal

MOST_SHOWN = 50


class WrongCompletionCode(Refusal):
    message = "That isn’t the code of this course. Look at the last page of the e-learning again."
    field = "code"
    keeps_work = True


class TooManyWrongCompletionCodes(Refusal):
    message = "That were too many wrong codes. Wait ten minutes, then try again, or ask the training team."
    field = "code"
    keeps_work = True


class CompletedAlready(Refusal):
    message = "This is recorded already: the same course on the same day."


class TakesNoCode(Refusal):
    message = "This course has no completion code. The training team records who has completed it."


class NobodyAtAddresses(Refusal):
    """Every address that we know nobody by."""

    field = "people"

    def __init__(self, unknown: Sequence[str]) -> None:
        more = f" and {len(unknown) - MOST_SHOWN} more" if len(unknown) > MOST_SHOWN else ""
        super().__init__(f"We know nobody at {', '.join(unknown[:MOST_SHOWN])}{more}. Nothing is recorded.")


class BadCompletionFile(Refusal):
    """Every bad line, "Line 5: …", of which the first fifty are shown."""

    field = "file"

    def __init__(self, complaints: list[str]) -> None:
        left = len(complaints) - MOST_SHOWN
        self.complaints = complaints[:MOST_SHOWN] + ([f"and {left:,} more"] if left > 0 else [])
        super().__init__("\n".join(self.complaints))
