"""Why a workforce isn't kept."""

from app.core.errors import Refusal


class NotAYear(Refusal):
    message = "A workforce is told for this programme year, or one before it."
