"""When an officer was reminded."""

from app.attendance.outstanding.models import RegisterReminder
from app.personal.rules import Declaration, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=RegisterReminder,
        title="Reminders of outstanding registers",
        person="officer_id",
        goes=True,
        once=(),
    ),
)
