"""Forms of registers, of checking in and of a report from Teams."""

from app.attendance.forms.checking_in import RoomCodeForm
from app.attendance.forms.heads import HeadCountForm
from app.attendance.forms.register import CameInsteadForm, CorrectionForm, ExcusedForm, TakeOffForm, WalkInForm
from app.attendance.forms.teams import TeamsChoicesForm, TeamsFileForm

__all__ = [
    "CameInsteadForm",
    "CorrectionForm",
    "ExcusedForm",
    "HeadCountForm",
    "RoomCodeForm",
    "TakeOffForm",
    "TeamsChoicesForm",
    "TeamsFileForm",
    "WalkInForm",
]
