"""What is kept of whom to speak to at an agency."""

from app.personal.rules import Declaration, PersonalTable
from app.records.agencies.models import AgencyContact

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=AgencyContact,
        title="As a contact of an agency",
        address="email",
        goes=True,
        beside={"Agency": "agency.name"},
    ),
)
