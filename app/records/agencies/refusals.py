"""How the room says no."""

from app.core.errors import Refusal

MOST_SHOWN = 50


class BadAgencyFile(Refusal):
    """Every bad line, "Line 5: …", of which the first fifty are shown."""

    field = "file"

    def __init__(self, complaints: list[str]) -> None:
        left = len(complaints) - MOST_SHOWN
        self.complaints = complaints[:MOST_SHOWN] + ([f"and {left:,} more"] if left > 0 else [])
        super().__init__("\n".join(self.complaints))
