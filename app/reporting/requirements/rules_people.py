"""What the plan holds about people: nothing."""

from app.personal.rules import Declaration, ImpersonalTable
from app.reporting.requirements.models import CourseRequirement

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=CourseRequirement,
        because="how many sessions of a course a year needs, and the office’s reasons",
        columns=("year", "words", "counted_until"),
    ),
)
