"""How the room says no."""

from typing import NamedTuple

from app.core.errors import Refusal

AT_THE_END = 10**9
"""The line of what is about no line: "and 7 more"."""


class Complaint(NamedTuple):
    """What is wrong, at a line of the file and in one of its columns."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        if self.line == AT_THE_END:
            return self.words
        return f"Line {self.line}, {self.column}: {self.words}" if self.column else f"Line {self.line}: {self.words}"


class BadCutOverFile(Refusal):
    """Everything that is wrong with a file, by line. Nothing of it is brought over."""

    field = "file"

    def __init__(self, complaints: list[Complaint]) -> None:
        self.complaints = sorted(complaints, key=lambda complaint: complaint.line)
        super().__init__("\n".join(map(str, self.complaints)))


class BroughtBefore(Refusal):
    field = "file"
    message = "Everything in this file is in Coursebook already: nothing would change."
