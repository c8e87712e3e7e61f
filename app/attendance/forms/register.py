"""Forms of the register."""

from typing import Any

from wtforms.validators import ValidationError

from app.accounts import queries as accounts
from app.accounts.models import Agency
from app.booking.models import Booking
from app.booking.services import Delegate
from app.fields import Form, WholeNumberField, email_field, needed, text_field
from app.programme.models import MOST_PLACES


class WalkInForm(Form):
    name = text_field("Name", required="Enter the person’s name", autocomplete="off")
    email = email_field("E-mail address", required="Enter the person’s e-mail address", autocomplete="off")
    agency = text_field(
        "Agency", required="Choose the person’s agency from the list", list_="agencies", autocomplete="off"
    )

    def validate_agency(self, field: Any) -> None:
        if field.data and self.chosen_agency() is None:
            raise ValidationError("Choose an agency from the list")

    def chosen_agency(self) -> Agency | None:
        return accounts.agency_by_name(self.agency.data)


class CameInsteadForm(WalkInForm):
    """A colleague at the door: as a rule from the same agency."""

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        super().__init__(data={"agency": booking.agency_name if booking.agency else ""}, **kwargs)

    def delegate(self) -> Delegate:
        return Delegate(name=self.name.data, email=self.email.data, agency=self.chosen_agency(), job_role="")


class HeadCountForm(Form):
    how_many = WholeNumberField("How many came", [needed("Enter how many came; 0 is allowed")])

    def validate_how_many(self, field: Any) -> None:
        if field.data is not None and field.data > MOST_PLACES:
            raise ValidationError(f"Enter {MOST_PLACES:,} at most")

    def came(self) -> int:
        return int(self.how_many.data or 0)
