"""How the room says no."""

from app.core.errors import Refusal
from app.programme.years import rules_imports


class Complaints(Refusal):
    """Several things are wrong, each told in a line of its own."""

    field = "file"

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


class BadProgrammeFile(Complaints):
    """Every bad line, "Line 5: …", of which the first fifty are shown."""

    def __init__(self, complaints: list[str]) -> None:
        left = len(complaints) - rules_imports.MOST_SHOWN
        super().__init__(complaints[: rules_imports.MOST_SHOWN] + ([f"and {left:,} more"] if left > 0 else []))
