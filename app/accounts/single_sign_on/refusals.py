"""How the room says no."""

from app.core.errors import Refusal


class NoProvider(Refusal):
    message = "Only the code that we mail signs you in here."


class AnswerOfAnotherBrowser(Refusal):
    message = "That sign-in wasn’t started in this browser, or it took too long. Start again."


class NotSignedInThere(Refusal):
    message = "You weren’t signed in there. Try again, or sign in by a code that we mail."


class AnswerNotBelieved(Refusal):
    message = (
        "The answer that came back isn’t one that we can believe, so nobody was signed in. "
        "Sign in by a code that we mail, and tell us if it happens again."
    )


class ProviderAway(Refusal):
    message = "We can’t reach the service that you sign in with. Sign in by a code that we mail, or try again later."
