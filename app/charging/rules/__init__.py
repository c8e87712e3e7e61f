"""What a charge follows from, how its line goes, and what its bill says."""

from app.charging.rules.figures import DEFINITIONS, Figures, Line, Sum, figures_in_csv
from app.charging.rules.line import LOOKS_BACK, NEVER_NAME, REMEMBERS, SECOND_THOUGHTS, Tab
from app.charging.rules.months import last_month, month_ends, month_of, next_month, read_month
from app.charging.rules.proposals import OUTCOMES_OF, Proposal, proposal_for
from app.charging.rules.tables import lines_in_csv, lines_in_xlsx

__all__ = [
    "DEFINITIONS",
    "Figures",
    "LOOKS_BACK",
    "Line",
    "NEVER_NAME",
    "OUTCOMES_OF",
    "Proposal",
    "REMEMBERS",
    "SECOND_THOUGHTS",
    "Sum",
    "Tab",
    "figures_in_csv",
    "last_month",
    "lines_in_csv",
    "lines_in_xlsx",
    "month_ends",
    "month_of",
    "next_month",
    "proposal_for",
    "read_month",
]
