"""What is kept of backups is about nobody; what is in them is everything."""

from app.operations.backups.models import Backup
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=Backup,
        because="when a file was made, and whether that went well",
        columns=("file_name", "sha256", "error"),
    ),
)
