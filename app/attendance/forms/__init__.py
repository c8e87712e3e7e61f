"""Forms of registers."""

from app.attendance.forms.heads import HeadCountForm
from app.attendance.forms.register import CameInsteadForm, CorrectionForm, ExcusedForm, TakeOffForm, WalkInForm

__all__ = ["CameInsteadForm", "CorrectionForm", "ExcusedForm", "HeadCountForm", "TakeOffForm", "WalkInForm"]
