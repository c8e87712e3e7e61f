"""Completions are part of the training record: they stay as numbers, and a certificate confirms nobody who is gone."""

from app.elearning.models import ELearning, ELearningCompletion
from app.personal.rules import Declaration, ImpersonalTable, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=ELearningCompletion,
        title="E-learning completed",
        person="user_id",
        keeps={
            "course_title": "what was taught",
            "level": "what was taught",
            "certificate_code": "whoever has the paper can see that it is valid no longer",
        },
        actors=("recorded_by_id",),
        inner=("completed_at",),
        once=("course_id", "completed_on"),
        beside={"Agency then": "agency.name"},
    ),
    ImpersonalTable(model=ELearning, because="where a course is", columns=("link", "code")),
)
