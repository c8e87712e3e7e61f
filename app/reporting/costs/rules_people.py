"""What the money holds about people: nothing."""

from app.personal.rules import Declaration, ImpersonalTable
from app.reporting.costs.models import BudgetLine, SessionCost, Spending

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=BudgetLine, because="what a year may cost", columns=("year", "name", "covers")),
    ImpersonalTable(model=Spending, because="what was bought", columns=("words",)),
    ImpersonalTable(model=SessionCost, because="what a session cost", columns=("words",)),
)
