"""How the room says no."""

from app.core.errors import Refusal


class NothingToExport(Refusal):
    message = "Nobody was asked anything here. Choose another course or other dates."
