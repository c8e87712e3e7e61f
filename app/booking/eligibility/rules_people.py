"""What was accepted in place of a course."""

from app.booking.eligibility.models import AcceptedEvidence
from app.personal.rules import Declaration, Forgotten, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=AcceptedEvidence,
        title="What was accepted in place of a course",
        person="user_id",
        goes=True,
        keeps={"words": "goes with its row"},
        actors=("accepted_by_id",),
        once=("course_id",),
    ),
    Forgotten(
        kind="notes_years",
        what="things accepted in place of a course",
        model=AcceptedEvidence,
        due=lambda before: AcceptedEvidence.accepted_at < before,
        goes=True,
    ),
)
