"""What is kept of a person's way from one address to another."""

from app.accounts.details.models import AddressChange
from app.personal.rules import Declaration, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=AddressChange,
        title="Changes of e-mail address",
        person="user_id",
        goes=True,
        once=(),
        stays_behind=True,
        actors=("asked_by_id", "vouched_by_id"),
    ),
)
