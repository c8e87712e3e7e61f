"""Why a board pack isn't kept."""

from app.core.errors import Refusal


class QuarterNotOver(Refusal):
    message = "The quarter isn’t over: read it as a draft, and keep it once its last day has passed."


class PackChangeIsMissing(Refusal):
    message = "Say what changed since the last version: the board is told"
    field = "changes"
