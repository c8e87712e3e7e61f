"""How the room says no."""

from app.core.errors import Refusal


class WrongCode(Refusal):
    field = "code"
    keeps_work = True
    message = "That isn’t the code we sent. Check the six digits and try again."


class NoCodeWorksToday(Refusal):
    field = "code"
    message = (
        "Many wrong codes were typed for this address today, so no code works until tomorrow. "
        "Open the link in the message instead: it works."
    )


class TooManyRequests(Refusal):
    field = "email"
    message = (
        "We have sent several messages to this address in the last hour. "
        "Look for them, in junk mail too, or try again in an hour."
    )


class TooManyFromOnePlace(Refusal):
    message = "Many codes were asked for from your network in the last hour. Try again in an hour, or telephone us."
