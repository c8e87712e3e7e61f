"""How the room says no."""

from collections.abc import Sequence

from app.core.errors import Refusal

MOST_NAMED = 20


class UnknownAddresses(Refusal):
    """Every address that we know nobody by, of which the first twenty are shown."""

    field = "people"

    def __init__(self, unknown: Sequence[str]) -> None:
        more = f" and {len(unknown) - MOST_NAMED} more" if len(unknown) > MOST_NAMED else ""
        super().__init__(f"We know nobody at {', '.join(unknown[:MOST_NAMED])}{more}. Nothing is recorded.")


class RecordedAlready(Refusal):
    message = "This is in the record already: the same training on the same first date."
    field = "title"


class ConfirmedAlready(Refusal):
    message = "The training team has confirmed this, so it stays. If it is wrong, tell them."


class NotEvidence(Refusal):
    field = "file"
    message = "Choose a PDF, or a picture as PNG or JPEG. This file is something else, whatever its name says."


class FileEmpty(Refusal):
    field = "file"
    message = "This file is empty. Choose the certificate again."


class FileTooLarge(Refusal):
    field = "file"

    def __init__(self, most: int) -> None:
        super().__init__(f"The file can have {most} MB at most. Save it smaller, or take a smaller picture.")


class TooManyFiles(Refusal):
    field = "file"

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} files of yours wait for the training team. Add this one once they have looked.")
