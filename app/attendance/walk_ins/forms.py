"""Somebody at the door."""

from typing import Any

from wtforms.validators import ValidationError

from app.accounts.models import Agency
from app.accounts.people import queries as people
from app.accounts.people.fields import did_you_mean
from app.attendance.registers import forms as registers_forms
from app.booking.delegates import Delegate
from app.booking.models import Booking
from app.person_names.fields import name_field
from app.web.fields import email_field, text_field, tick_field
from app.web.forms import Form


class WalkInForm(Form):
    name = name_field("Name", required="Enter the person’s name")
    email = email_field("E-mail address", autocomplete="off")
    has_no_email = tick_field(
        "They gave no e-mail address",
        hint="They count all the same. They get no questionnaire and no certificate by mail.",
    )
    is_theirs = tick_field("The address is right, and it is theirs")
    agency = text_field("Agency", list_="agencies", autocomplete="off")
    agency_not_listed = tick_field("The agency is not listed")
    agency_other = text_field("Name of the agency")
    why = registers_forms.why_field()

    def __init__(self, *, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not is_correction:
            del self.why

    def validate_email(self, field: Any) -> None:
        if not field.data and not self.gave_no_email():
            raise ValidationError("Enter the person’s e-mail address")

    def gave_no_email(self) -> bool:
        return "has_no_email" in self and bool(self.has_no_email.data)

    def validate_agency(self, field: Any) -> None:
        if not self.agency_not_listed.data and self.chosen_agency() is None:
            words = self.agency_not_listed.label.text
            said = f"Choose the person’s agency from the list, or tick “{words}”"
            raise ValidationError(said + did_you_mean(self.agency.data))

    def validate_agency_other(self, field: Any) -> None:
        if self.agency_not_listed.data and not field.data:
            raise ValidationError("Enter the name of the person’s agency")

    def chosen_agency(self) -> Agency | None:
        return None if self.agency_not_listed.data else people.agency_by_name(self.agency.data or "")

    def other_agency(self) -> str:
        """The name of one that isn't on the list; empty where one was chosen."""
        return self.agency_other.data if self.agency_not_listed.data else ""

    def reason(self) -> str:
        """Why a closed register is corrected; empty while it is open."""
        return self.why.data if "why" in self else ""


class CameInsteadForm(WalkInForm):
    """A colleague at the door: as a rule from the same agency."""

    def __init__(self, booking: Booking, *, is_correction: bool = False, **kwargs: Any) -> None:
        same: dict[str, Any] = {}
        if booking.agency:
            is_listed = booking.agency.is_listed
            same = {"agency" if is_listed else "agency_other": booking.agency.name, "agency_not_listed": not is_listed}
        super().__init__(is_correction=is_correction, data=same, **kwargs)
        del self.has_no_email

    def delegate(self) -> Delegate:
        return Delegate(
            name=self.name.data,
            email=self.email.data,
            agency=self.chosen_agency(),
            other_agency=self.other_agency(),
            job_role="",
        )


class TakeOffForm(Form):
    why = registers_forms.why_field()
