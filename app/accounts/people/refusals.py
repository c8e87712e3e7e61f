"""How the room says no."""

from app.core.errors import Refusal


class AccountExists(Refusal):
    pass


class AgencyNameTaken(Refusal):
    field = "name"
    message = "There is already an agency with this name. It may have been merged into another."


class AgencyMerged(Refusal):
    message = "This agency has been merged into another: it stays as it is, for its history."


class MergedIntoItself(Refusal):
    field = "into"
    message = "Choose another agency, one that isn’t merged itself"
