"""How the room says no."""

from app.core.errors import Refusal


class InvitationUsed(Refusal):
    message = "This invitation has been accepted already. You can sign in."


class InvitationWithdrawn(Refusal):
    message = "This invitation no longer works: it was withdrawn, or sent again. Look for a newer message."


class InvitationExpired(Refusal):
    message = "This invitation is more than a week old. Ask the training manager to send it again."


class HasRoleAlready(Refusal):
    field = "email"
    message = "This person has access already. Find them under Staff and access, and change their role there."


class InvitedAlready(Refusal):
    field = "email"
    message = "This address is invited already. Send the invitation again, or withdraw it first."


class LeadNeedsAgency(Refusal):
    field = "agency"
    message = "Choose the agency that they lead"


class LastManager(Refusal):
    message = (
        "This is the only training manager who can sign in, so nobody could give roles any more. "
        "Make somebody else a training manager first."
    )
