"""What is held of who has looked at warnings."""

from app.personal.rules import Declaration, ImpersonalTable
from app.programme.checking.models import SeenWarning

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=SeenWarning, because="about a session, by its number", columns=("facts",), actors=("seen_by_id",)
    ),
)
