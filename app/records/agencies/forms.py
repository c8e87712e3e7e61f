"""Forms about an agency's contacts, and the file of agencies."""

import re
from typing import Any

from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.core.errors import Refusal
from app.files.tables import Table
from app.person_names.fields import name_field
from app.records.agencies import rules_import
from app.records.agencies.models import AgencyContact
from app.records.agencies.refusals import BadAgencyFile
from app.records.agencies.services import ContactDetails
from app.web.fields import email_field, file_field, text_field
from app.web.forms import Form, FormOfLines


class ContactForm(Form):
    name = name_field("Name", required="Enter the contact’s name", hint="A person, or an office such as “Accounts”.")
    job_role = text_field("Job role (optional)", autocomplete="off")
    email = email_field("E-mail address (optional)", autocomplete="off")
    telephone = text_field("Telephone (optional)", most=40, autocomplete="off", inputmode="tel")
    what_for = text_field("What for (optional)", hint="Such as: bills, training needs, section 11.", autocomplete="off")

    def __init__(self, contact: AgencyContact | None = None, **kwargs: Any) -> None:
        super().__init__(obj=contact, **kwargs)

    def validate_telephone(self, field: Any) -> None:
        if field.data and not re.search(r"\d", field.data):
            raise ValidationError("Enter a telephone number, such as 01632 960001")

    def details(self) -> ContactDetails:
        names = ("name", "job_role", "email", "telephone", "what_for")
        return ContactDetails(**{name: self[name].data or "" for name in names})


class ImportAgenciesForm(FormOfLines):
    lines = "file"
    file = file_field("File of agencies", required="Choose a file", hint="CSV or XLSX, up to 2 MB and 2,000 agencies.")

    def table(self) -> Table:
        """Raises Unreadable."""
        return rules_import.read_file(self.file.data.read(), self.file.data.filename or "")

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        complaints = refusal.complaints if isinstance(refusal, BadAgencyFile) else [refusal.message]
        self.file.errors = [*self.file.errors, *complaints]


class ConfirmAgenciesForm(Form):
    """What the preview showed, as normalised CSV."""

    text: Any = HiddenField()
