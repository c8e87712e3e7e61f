"""How the money says no."""

from app.core.errors import Refusal


class LineNameTaken(Refusal):
    field = "name"
    message = "This year already has a line with this name."


class KindIsCovered(Refusal):
    field = "covers"


class LineHasSpending(Refusal):
    message = "Something was spent on this line, so it stays. Remove what was spent first."


class NothingToCopy(Refusal):
    message = "This year has lines already, or the year before has none."
