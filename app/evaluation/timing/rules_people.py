"""When a stage asks is about nobody."""

from app.evaluation.timing.models import StageTiming
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=StageTiming, because="days and weeks", columns=("reminders",)),
)
