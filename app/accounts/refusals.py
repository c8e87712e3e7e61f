"""How the wing says no."""

from app.core.errors import Refusal


class ProofUsed(Refusal):
    message = "This link or code has been used already. Ask for a new one."


class ProofExpired(Refusal):
    message = "This link or code is too old. Ask for a new one."


class TooManyTries(Refusal):
    message = "That was one wrong code too many. The link in the same message still works, or get a new code."


class AccountDisabled(Refusal):
    message = "This account has been disabled, so nobody can sign in with it. Please ask the training team."
