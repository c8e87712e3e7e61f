"""How the room says no."""

from app.core.errors import Refusal


class NotALogo(Refusal):
    field = "logo"
    message = "Choose a PNG, JPEG or SVG picture. This file is something else, or it is damaged."


class LogoTooLarge(Refusal):
    field = "logo"
    message = "The logo can have 500 kB and 3,000 pixels each way at most. Save it smaller: it is shown 56 pixels high."


class UnsafeDrawing(Refusal):
    field = "logo"
    message = "This SVG holds more than a drawing. Save it as “plain SVG”, or as PNG."


class HardToRead(Refusal):
    field = "header_colour"


class EntryInUse(Refusal):
    pass


class EntryNeeded(Refusal):
    pass


class NameTwice(Refusal):
    pass
