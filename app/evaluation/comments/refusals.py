"""How the room says no."""

from app.core.errors import Refusal


class ThemeNameTaken(Refusal):
    field = "name"
    message = "There is already a theme with this name."


class ThemeNameTooLong(Refusal):
    field = "name"
    message = "A theme’s name must be 80 characters or fewer."


class NothingTakenOut(Refusal):
    field = "words"
    message = "Nothing is taken out yet"


class RedactedMeanwhile(Refusal):
    message = "Somebody else has just redacted this comment. This is what they left: look whether more must go."


class MayNameSomebody(Refusal):
    message = "This comment may name somebody. Look at what is marked first: redact it, or say that it names nobody."
