"""How the room says no."""

from app.core.errors import Refusal


class SameRecord(Refusal):
    message = "This is the same record. Choose another."


class RecordGone(Refusal):
    message = "One of the two is erased, or merged, already."


class MergesAwayARole(Refusal):
    message = "The record that would go has a role in Coursebook. Open its page and merge the other one into it."


class ClashUnanswered(Refusal):
    message = "Both have a booking on the same session. Choose which one stays for each of these."


class DuplicateIsCharged(Refusal):
    message = "A booking that would be set aside is charged for. Keep that one, or take the charge back first."
