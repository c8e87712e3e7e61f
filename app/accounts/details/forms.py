"""Forms about a person: by themself, and by the office."""

from typing import Any

from wtforms.validators import ValidationError

from app.accounts.details import rules
from app.accounts.details.models import AddressChange, End
from app.accounts.details.rules import PersonDetails
from app.accounts.models import User
from app.accounts.people.fields import EmployerForm, agency_as_typed, as_kept
from app.person_names.fields import name_field
from app.web.fields import code_field, email_field, long_text_field, text_field, tick_field
from app.web.forms import Form


class PersonForm(EmployerForm):
    """Who somebody is, in the words of the office."""

    whose = "the person’s"

    name = name_field("Name", required="Enter the person’s name")
    job_role = text_field("Job role", hint="Such as health visitor.", autocomplete="off")
    team = text_field("Team (optional)", autocomplete="off")
    agency = text_field(
        "Agency",
        hint="Start typing the employer’s name, as it is listed. Bookings made before keep theirs.",
        list_="agencies",
        autocomplete="off",
    )
    agency_not_listed = tick_field("The agency is not listed")
    agency_other = text_field("Name of the agency")
    manager_name = name_field("Line manager’s name")
    manager_email = email_field("Line manager’s e-mail address", autocomplete="off")
    has_no_manager = tick_field("There is no line manager")

    def __init__(self, person: User, *, by: User, **kwargs: Any) -> None:
        self.person = person
        super().__init__(data=as_kept(person) | agency_as_typed(person.agency), **kwargs)
        if not rules.may_choose_agency(person, by=by):
            del self.agency, self.agency_not_listed, self.agency_other

    def details(self) -> PersonDetails:
        no_change = {"agency": None, "other_agency": ""}
        return PersonDetails(
            name=self.name.data,
            job_role=self.job_role.data or "",
            team=self.team.data or "",
            **(self.employer() if "agency" in self else no_change),
            **self.manager(),
        )


class MyDetailsForm(PersonForm):
    """The same in the second person."""

    whose = "your"

    name = name_field("Your name", required="Enter your name", autocomplete="name")
    job_role = text_field("Your role", hint="Such as health visitor.", autocomplete="organization-title")
    team = text_field("Your team (optional)", autocomplete="off")
    agency = text_field(
        "Your agency",
        hint="Start typing your employer’s name, as it is listed.",
        list_="agencies",
        autocomplete="off",
    )
    agency_not_listed = tick_field("My agency is not listed")
    agency_other = text_field("Name of your agency")
    has_no_manager = tick_field("I have no line manager")


class NeedsForm(Form):
    access_needs = long_text_field(
        "Access needs (optional)",
        hint="Such as step-free access or a hearing loop.",
        most=1000,
    )
    dietary_needs = text_field("Dietary needs (optional)")
    keeps_needs = tick_field("Keep these, and fill them in for me when I book")

    def __init__(self, person: User, **kwargs: Any) -> None:
        kept = {"access_needs": person.access_needs, "dietary_needs": person.dietary_needs}
        super().__init__(data=kept | {"keeps_needs": person.needs_kept_at is not None}, **kwargs)

    def validate_keeps_needs(self, field: Any) -> None:
        if not field.data and (self.access_needs.data or self.dietary_needs.data):
            raise ValidationError("Tick this if we may keep your needs, or press “Delete what is kept”")

    def needs(self) -> dict[str, str]:
        return {"access_needs": self.access_needs.data or "", "dietary_needs": self.dietary_needs.data or ""}


class NewAddressForm(Form):
    email = email_field("New e-mail address", required="Enter the new e-mail address")


class EndCodeForm(Form):
    """The code that was sent to one end of a change."""

    code = code_field()

    def __init__(self, change: AddressChange, end: End, **kwargs: Any) -> None:
        super().__init__(prefix=f"{end}-", **kwargs)
        self.code.label.text = f"Code sent to {change.old_email if end is End.OLD else change.new_email}"


class CorrectedAddressForm(Form):
    email = email_field("New e-mail address", required="Enter the new e-mail address", autocomplete="off")
    words = text_field(
        "Who asked, and why",
        required="Enter who asked and why",
        hint="Such as: she telephoned, moved to another trust. It stands in the audit trail.",
        most=500,
    )


class VouchForm(Form):
    words = text_field(
        "How you made sure that it is them",
        required="Enter how you made sure that it is them",
        hint="Such as: called back on the agency’s number. It stands in the audit trail.",
        most=500,
    )
