"""Forms of the register, of checking in and of a report from Teams."""

from app.attendance.forms.checking_in import RoomCodeForm
from app.attendance.forms.register import CameInsteadForm, HeadCountForm, WalkInForm
from app.attendance.forms.teams import TeamsChoicesForm, TeamsFileForm

__all__ = ["CameInsteadForm", "HeadCountForm", "RoomCodeForm", "TeamsChoicesForm", "TeamsFileForm", "WalkInForm"]
