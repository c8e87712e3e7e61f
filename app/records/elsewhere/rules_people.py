"""Training elsewhere is part of the training record: it goes with the person, and so does what it says."""

from app.personal.rules import Declaration, PersonalTable
from app.records.elsewhere.models import TrainingElsewhere

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=TrainingElsewhere,
        title="Training elsewhere",
        person="user_id",
        empties=("evidence_words",),
        keeps={"title": "what was taught", "organiser": "who taught it"},
        actors=("recorded_by_id", "confirmed_by_id"),
        once=("title", "starts_on"),
        beside={"Agency then": "agency.name"},
    ),
)
