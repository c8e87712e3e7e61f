"""What the room holds about people: that they were told of a refresher."""

from app.personal.rules import Declaration, PersonalTable
from app.records.refreshers.models import RefresherNotice

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=RefresherNotice,
        title="Letters about refreshers",
        person="user_id",
        once=("course_id", "due_on"),
    ),
)
