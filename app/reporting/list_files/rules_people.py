"""What lists as files hold about people: the names that stand in them, for a day."""

from app.personal.rules import Declaration, ImpersonalTable
from app.reporting.list_files.models import ListFile, ListFilePiece

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=ListFile, because="which figure of which report a list lies beneath", columns=("title", "asked")
    ),
    ImpersonalTable(
        model=ListFilePiece, because="a file of many people’s bookings, gone after a day", columns=("content",)
    ),
)
