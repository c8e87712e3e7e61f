"""What drafts hold about people: nothing."""

from app.personal.rules import Declaration, ImpersonalTable
from app.reporting.drafting.models import RequirementDraft

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=RequirementDraft, because="which drafts were made of the plan"),
)
