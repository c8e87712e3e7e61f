"""How the room says no."""

from app.core.errors import Refusal


class SubscriptionEnded(Refusal):
    message = "This subscription was stopped. Subscribe again if you want it back."


class CantBeSentAgain(Refusal):
    message = "Only a message that failed, is being retried or was not sent can be sent again."
