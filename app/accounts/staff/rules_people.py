"""What is kept of invitations to colleagues."""

from app.accounts.staff.models import StaffInvitation
from app.personal.rules import Declaration, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=StaffInvitation,
        title="Invitations to become a colleague",
        address="email",
        goes=True,
        actors=("invited_by_id",),
        inner=("version",),
        beside={"Agency": "agency.name"},
    ),
)
