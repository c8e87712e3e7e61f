"""How the room says no."""

from app.core.errors import Refusal


class SubscriptionEnded(Refusal):
    message = "This subscription was stopped. Subscribe again if you want it back."


class CantBeSentAgain(Refusal):
    message = "Only a message that failed or is being retried can be sent again."
