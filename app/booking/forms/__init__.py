"""The booking form and its companions."""

from app.booking.forms.delegates import (
    BookForSomebodyForm,
    BookingForm,
    CodeForm,
    ColleaguesForm,
    DelegateForm,
    OfficeSubstituteForm,
    SubstituteForm,
    known_of,
)
from app.booking.forms.leaving import CancelBookingForm, WithdrawForm
from app.booking.forms.sessions import CancelSessionForm, ChangeSessionForm, LetterForm, PauseForm, ReasonForm

__all__ = [
    "BookForSomebodyForm",
    "BookingForm",
    "CancelBookingForm",
    "CancelSessionForm",
    "ChangeSessionForm",
    "CodeForm",
    "ColleaguesForm",
    "DelegateForm",
    "LetterForm",
    "PauseForm",
    "ReasonForm",
    "OfficeSubstituteForm",
    "SubstituteForm",
    "WithdrawForm",
    "known_of",
]
