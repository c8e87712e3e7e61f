"""The forms about bills."""

from collections.abc import Iterable
from typing import Any

from wtforms.validators import Regexp

from app.charging.bills.models import BillingDetails
from app.charging.models import Charge
from app.person_names.fields import name_field
from app.web.fields import email_field, long_text_field, text_field, tick_field
from app.web.forms import Form


class BillingDetailsForm(Form):
    contact_name = name_field("Contact’s name (optional)")
    contact_email = email_field("Contact’s e-mail address (optional)", autocomplete="off")
    address = long_text_field("Address (optional)", hint="As it stands on the bill, a line each.", most=500)
    purchase_order = text_field("Purchase order number (optional)", most=60)

    def __init__(self, details: BillingDetails | None) -> None:
        super().__init__(obj=details)

    def details(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in ("contact_name", "contact_email", "address", "purchase_order")}


class BillsForm(Form):
    with_gaps = tick_field("Make them as they are, with what is missing")


_A_CODE = Regexp(r"^[A-Za-z0-9 ]*$", message="A VAT code has letters, digits and spaces only")


def vat_form(charges: Iterable[Charge]) -> Form:
    """A field for the VAT code of each charge."""
    fields = {
        _name(charge): text_field(
            f"VAT code for {charge.booking.name}, {charge.booking.session.title}",
            most=20,
            checks=[_A_CODE],
            classes="govuk-input--width-5",
        )
        for charge in charges
    }
    form: Form = type("VatForm", (Form,), fields)(data={_name(charge): charge.vat_code for charge in charges})
    return form


def vat_codes(form: Form, charges: Iterable[Charge]) -> dict[int, str]:
    """What was sent, by the number of the charge; one that wasn't on the page stays as it is."""
    return {charge.id: form[_name(charge)].data or "" for charge in charges if form[_name(charge)].raw_data}


def field_about(form: Form, charge: Charge) -> Any:
    return form[_name(charge)]


def _name(charge: Charge) -> str:
    return f"vat_{charge.id}"
