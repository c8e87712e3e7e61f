"""Mail to a colleague who is invited."""

from app.accounts.models import User
from app.accounts.staff.models import StaffInvitation
from app.core.links import Secret
from app.files.letters import Letter, compose


def invitation(invited: StaffInvitation, by: User) -> Letter:
    secrets = {"link": Secret("staff-invitation", invited.id, invited.version)}
    return compose("accounts/staff/email/invitation.txt", invitation=invited, by=by, secrets=secrets)
