"""What the office noted about a person."""

from app.personal.rules import Declaration, Forgotten, PersonalTable
from app.records.desk.models import PersonNote

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=PersonNote,
        title="Notes of the training team",
        person="user_id",
        goes=True,
        keeps={"words": "goes with its row"},
        actors=("written_by_id",),
    ),
    Forgotten(
        kind="notes_years",
        what="notes about people",
        model=PersonNote,
        due=lambda before: PersonNote.written_at < before,
        goes=True,
    ),
)
