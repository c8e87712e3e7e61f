"""Evidence of results is about a course."""

from app.evaluation.evidence.models import Evidence
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=Evidence,
        because="findings of audits and reviews about a course",
        columns=("words", "source"),
        actors=("entered_by_id",),
    ),
)
