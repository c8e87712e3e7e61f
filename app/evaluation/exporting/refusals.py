"""How the room says no."""

from app.core.errors import Refusal


class NothingToExport(Refusal):
    message = "There is no answer to export here. Choose another course or other dates."
