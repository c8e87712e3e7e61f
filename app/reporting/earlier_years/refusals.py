"""How the room says no."""

from app.core.errors import Refusal


class BadFiguresFile(Refusal):
    """Everything that is wrong with a file of figures, each told at its line and column."""

    field = "file"

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


class NoYear(Refusal):
    field = "year"
    message = "Enter the programme year that the figures are of, such as 2013-14: the file doesn’t say it."
