"""What board packs hold about people: nothing."""

from app.personal.rules import Declaration, ImpersonalTable
from app.reporting.board_pack.models import BoardPack

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=BoardPack,
        because="a quarter’s figures without small groups, and a note to the board",
        columns=("year", "changes", "content", "pdf"),
    ),
)
