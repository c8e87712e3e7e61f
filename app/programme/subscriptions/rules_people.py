"""What subscribers were told of is kept by the number of their subscription."""

from app.personal.rules import Declaration, ImpersonalTable
from app.programme.subscriptions.models import MonthlyInvitation

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=MonthlyInvitation, because="which month, in which version", columns=("version",)),
)
