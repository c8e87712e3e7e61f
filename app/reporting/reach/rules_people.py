"""What is kept of workforces: numbers, about nobody in particular."""

from app.personal.rules import Declaration, ImpersonalTable
from app.reporting.reach.models import Workforce

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=Workforce, because="how many work in a role at an agency", columns=("year", "role")),
)
