"""How the room says no."""

from app.core.errors import Refusal


class BadRegisterFile(Refusal):
    """Every bad line of a register file, one "line 5: reason" each."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
