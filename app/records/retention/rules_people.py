"""The log of retention has numbers alone."""

from app.personal.rules import Declaration, ImpersonalTable
from app.records.retention.models import RetentionRun

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=RetentionRun, because="numbers of what was forgotten", columns=("counts",)),
)
