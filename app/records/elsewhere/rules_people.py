"""Training elsewhere is part of the training record: it goes with the person, and so do what it says and its file."""

from app.personal.rules import Declaration, PersonalTable
from app.records.elsewhere.models import EvidenceFile, TrainingElsewhere

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
    PersonalTable(
        model=EvidenceFile,
        title="Files that show training elsewhere",
        person="training_id",
        goes=True,
        inner=("content",),
        beside={"Training": "training.title"},
        packs=("file_name", "content"),
    ),
)
