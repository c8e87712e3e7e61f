"""The terms are about nobody."""

from app.personal.rules import Declaration, ImpersonalTable
from app.terms.models import ClosedDay, Policy

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=ClosedDay, because="why the office is closed", columns=("words",)),
    ImpersonalTable(
        model=Policy,
        because="what the partnership charges for",
        columns=("name", "exempt_strands", "tells_managers_of", "words"),
    ),
)
