"""How the wing says no."""

from app.core.errors import Refusal


class AlreadyDecided(Refusal):
    pass


class NotAllDecided(Refusal):
    field = "chosen"


class NotYetExplained(Refusal):
    message = "The reason has been asked for, and its time isn’t over: the charge can be confirmed after that."


class ReasonClosed(Refusal):
    message = "The training team has looked at this already. Telephone them if there is something they should know."


class ReasonTooLate(Refusal):
    message = "The time for giving a reason is over. Telephone the training team if there is something to know."


class FollowsNoLonger(Refusal):
    message = (
        "The register was corrected: what this charge was for isn’t so any more. It is withdrawn within the minute."
    )


class NotConfirmed(Refusal):
    message = "Only a charge that was confirmed can be taken back. Waive one that isn’t decided yet."


class WordsNeeded(Refusal):
    field = "words"
    message = "Give the reason in words: it is kept with the charge."


class AgencyMissing(Refusal):
    message = "No agency is known for this booking, so nobody can be billed. Waive the charge."


class NotBilled(Refusal):
    message = "Only a charge that has been billed, and isn’t settled yet, can be paid or written off."
