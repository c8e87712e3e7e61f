"""How the room says no."""

from app.core.errors import Refusal


class SameAddress(Refusal):
    field = "email"
    message = "This is your address already. Enter the new one."


class TooManyNewAddresses(Refusal):
    field = "email"
    message = "You have asked for several new addresses in the last hour. Try again in an hour, or telephone us."


class AddressTaken(Refusal):
    field = "email"
    message = "This address has an account of its own already. The training team can put the two together."


class NoAddressChange(Refusal):
    message = "This change of address is over: it was made, given up, or replaced by another."


class NewAddressNotProved(Refusal):
    message = "Prove the new address first: type the code that we sent to it."


class NotTheirsToChange(Refusal):
    message = (
        "The address of a colleague on the staff is changed by the training manager, "
        "and your own under “My details”: nobody may take over an account by it."
    )
