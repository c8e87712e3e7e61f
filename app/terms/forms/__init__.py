"""Forms for a version of the terms, for closed days, and for trying a version."""

from app.terms.forms.closed_days import ClosedDayForm
from app.terms.forms.policies import PolicyForm
from app.terms.forms.trying import TryForm

__all__ = ["ClosedDayForm", "PolicyForm", "TryForm"]
