"""How the wing says no."""

from app.core.errors import Refusal


class ProofUsed(Refusal):
    message = "This link or code has been used already. Ask for a new one."


class ProofExpired(Refusal):
    message = "This link or code is too old. Ask for a new one."


class TooManyTries(Refusal):
    message = "That was one wrong code too many. Ask for a new one."


class WrongCode(Refusal):
    field = "code"
    keeps_work = True
    message = "That isn’t the code we sent. Check the six digits and try again."


class TooManyRequests(Refusal):
    field = "email"
    message = (
        "We have sent several messages to this address in the last hour. "
        "Look for them, in junk mail too, or try again in an hour."
    )


class TooManyFromOnePlace(Refusal):
    message = "Many codes were asked for from your network in the last hour. Try again in an hour, or telephone us."


class AccountExists(Refusal):
    pass


class AgencyNameTaken(Refusal):
    field = "name"
    message = "There is already an agency with this name. It may have been merged into another."


class AgencyMerged(Refusal):
    message = "This agency has been merged into another: it stays as it is, for its history."


class MergedIntoItself(Refusal):
    field = "into_id"
    message = "Choose another agency, one that isn’t merged itself"
