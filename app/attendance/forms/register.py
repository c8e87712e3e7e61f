"""Forms of a register: who came, who is excused, and what was wrong."""

from typing import Any

from wtforms.validators import ValidationError

from app.accounts import queries as accounts
from app.accounts.models import Agency
from app.attendance.rules import IN_WORDS
from app.booking.models import MARKS, Booking, Outcome
from app.booking.services import Delegate
from app.fields import Form, choice_field, email_field, long_text_field, text_field, tick_field

MOST_WORDS = 1000


def _why() -> Any:
    return long_text_field(
        "Why is the register corrected?", required="Enter why the register is corrected", most=MOST_WORDS
    )


def _said_by(required: str) -> Any:
    return text_field(
        "Who said so?" if required else "If excused: who said so?",
        required=required,
        hint="Such as: the line manager, by telephone",
        autocomplete="off",
    )


class WalkInForm(Form):
    name = text_field("Name", required="Enter the person’s name", autocomplete="off")
    email = email_field("E-mail address", required="Enter the person’s e-mail address", autocomplete="off")
    is_theirs = tick_field("The address is right, and it is theirs")
    agency = text_field("Agency", list_="agencies", autocomplete="off")
    agency_not_listed = tick_field("The agency is not listed")
    agency_other = text_field("Name of the agency")
    why = _why()

    def __init__(self, *, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not is_correction:
            del self.why

    def validate_agency(self, field: Any) -> None:
        if not self.agency_not_listed.data and self.chosen_agency() is None:
            words = self.agency_not_listed.label.text
            raise ValidationError(f"Choose the person’s agency from the list, or tick “{words}”")

    def validate_agency_other(self, field: Any) -> None:
        if self.agency_not_listed.data and not field.data:
            raise ValidationError("Enter the name of the person’s agency")

    def chosen_agency(self) -> Agency | None:
        return None if self.agency_not_listed.data else accounts.agency_by_name(self.agency.data or "")

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

    def delegate(self) -> Delegate:
        return Delegate(
            name=self.name.data,
            email=self.email.data,
            agency=self.chosen_agency(),
            other_agency=self.other_agency(),
            job_role="",
        )


class ExcusedForm(Form):
    said_by = _said_by("Enter who said so")


class CorrectionForm(Form):
    """One day's mark as it should have been, and why. Of a walk-in it can say that they came on that day too."""

    mark = choice_field(
        "What it should say", [(mark.value, IN_WORDS[mark]) for mark in MARKS], required="Choose one", coerce=Outcome
    )
    said_by = _said_by("")
    why = _why()

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if booking.is_walk_in:
            self.mark.choices = [(mark.value, IN_WORDS[mark]) for mark in booking.possible_marks]
            del self.said_by

    def words(self) -> dict[str, str]:
        return {"said_by": self.said_by.data if "said_by" in self else "", "why": self.why.data}


class TakeOffForm(Form):
    why = _why()
