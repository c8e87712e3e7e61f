"""How the room says no."""

from app.core.errors import Refusal


class ErasesThemself(Refusal):
    message = "You can’t erase yourself. Another training manager can."


class HasARole(Refusal):
    message = "They have a role in Coursebook. Make them a practitioner first, so that what they do is handed over."


class ErasedAlready(Refusal):
    message = "This record is erased, or merged into another, already."


class BookingsStand(Refusal):
    message = "They have bookings to come, or a register that isn’t filled in. Cancel or mark these first."


class ChargesStand(Refusal):
    message = "Charges about them are undecided, or not on a bill yet. Decide and bill these first."


class HasARecord(Refusal):
    field = "email"
    message = "There is a person with this address: erase them from their own page."
