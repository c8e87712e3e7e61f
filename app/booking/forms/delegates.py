"""Forms that say who comes: oneself, a colleague, somebody whom the office or an agency's lead books."""

from typing import Any

from flask_login import current_user
from wtforms.validators import ValidationError

from app.accounts import queries as accounts
from app.accounts.models import User
from app.booking.models import Booking
from app.booking.rules import Line, read_list
from app.booking.services import Delegate
from app.fields import Form, code_field, email_field, file_field, long_text_field, text_field, tick_field
from app.programme.models import Delivery, TrainingSession


class DelegateForm(Form):
    """Who comes, who manages them, what they need. The words are for somebody else, unless told otherwise."""

    whose = "the"

    name = text_field("Name", required="Enter the person’s name", autocomplete="off")
    email = email_field("Work e-mail address", required="Enter the person’s e-mail address", autocomplete="off")
    agency = text_field(
        "Agency",
        hint="Start typing the employer’s name and choose it from the list.",
        list_="agencies",
        autocomplete="off",
    )
    agency_not_listed = tick_field("The agency is not listed")
    agency_other = text_field("Name of the agency")
    job_role = text_field("Role", required="Enter the role, such as health visitor", autocomplete="off")
    team = text_field("Team (optional)", autocomplete="off")
    manager_name = text_field("Line manager’s name", autocomplete="off")
    manager_email = email_field("Line manager’s e-mail address", autocomplete="off")
    has_no_manager = tick_field("There is no line manager")
    access_needs = long_text_field(
        "Access needs (optional)",
        hint="Such as step-free access or a hearing loop. Only the trainers and the training team see this.",
        most=1000,
    )
    dietary_needs = text_field(
        "Dietary needs (optional)", hint="Seen by the same people, and forgotten 30 days after the session."
    )

    def __init__(self, session: TrainingSession | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if session is not None and session.delivery is Delivery.VIRTUAL:
            del self.dietary_needs

    def validate_agency(self, field: Any) -> None:
        if not self.agency_not_listed.data and accounts.agency_by_name(field.data or "") is None:
            words = self.agency_not_listed.label.text
            raise ValidationError(f"Choose {self.whose} agency from the list, or tick “{words}”")

    def validate_agency_other(self, field: Any) -> None:
        if self.agency_not_listed.data and not field.data:
            raise ValidationError(f"Enter the name of {self.whose} agency")

    def validate_manager_name(self, field: Any) -> None:
        if not self.has_no_manager.data and not field.data:
            words = self.has_no_manager.label.text
            raise ValidationError(f"Enter {self.whose} line manager’s name, or tick “{words}”")

    def validate_manager_email(self, field: Any) -> None:
        if not self.has_no_manager.data and not field.data:
            words = self.has_no_manager.label.text
            raise ValidationError(f"Enter {self.whose} line manager’s e-mail address, or tick “{words}”")

    def delegate(self) -> Delegate:
        """Who is to come."""
        without = self.has_no_manager.data
        return Delegate(
            name=self.name.data,
            email=self.email.data if "email" in self else current_user.email,
            agency=None if self.agency_not_listed.data else accounts.agency_by_name(self.agency.data),
            other_agency=self.agency_other.data if self.agency_not_listed.data else "",
            job_role=self.job_role.data,
            team=self.team.data or "",
            manager_name="" if without else self.manager_name.data,
            manager_email="" if without else self.manager_email.data,
            has_no_manager=without,
            access_needs=self.access_needs.data or "",
            dietary_needs=(self.dietary_needs.data or "") if "dietary_needs" in self else "",
        )


class BookingForm(DelegateForm):
    """One form for oneself."""

    whose = "your"

    name = text_field("Your name", required="Enter your name", autocomplete="name")
    email = email_field(
        "Your work e-mail address",
        required="Enter your e-mail address",
        hint="We send a code to it to confirm your place.",
    )
    agency = text_field(
        "Your agency",
        hint="Start typing your employer’s name and choose it from the list.",
        list_="agencies",
        autocomplete="off",
    )
    agency_not_listed = tick_field("My agency is not listed")
    agency_other = text_field("Name of your agency")
    job_role = text_field(
        "Your role", required="Enter your role, such as health visitor", autocomplete="organization-title"
    )
    team = text_field("Your team (optional)", autocomplete="off")
    manager_name = text_field("Line manager’s name", autocomplete="off")
    manager_email = email_field(
        "Line manager’s e-mail address",
        hint="We may tell them of your booking, and ask them later what has changed.",
        autocomplete="off",
    )
    has_no_manager = tick_field("I have no line manager")
    accepts_terms = tick_field("I accept the booking terms", required="Accept the booking terms to book a place")

    def __init__(self, session: TrainingSession | None = None, **kwargs: Any) -> None:
        super().__init__(session, data=known_of(current_user) if current_user.is_authenticated else None, **kwargs)
        if current_user.is_authenticated:
            del self.email


class SubstituteForm(DelegateForm):
    """A colleague instead: agency and manager are as a rule the same."""

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        same = {name: getattr(booking, name) for name in ("manager_name", "manager_email", "has_no_manager", "team")}
        super().__init__(booking.session, data=same | _agency_of(booking), **kwargs)

    @property
    def waives(self) -> bool:
        """Whether a rule that says no is let pass."""
        return False


class OfficeSubstituteForm(SubstituteForm):
    """The office may let a rule pass."""

    waives_rules = tick_field("Send them although a rule of this session says no")

    @property
    def waives(self) -> bool:
        return bool(self.waives_rules.data)


class BookForSomebodyForm(DelegateForm):
    """The office books for a caller."""

    waives_rules = tick_field(
        "Book although a rule of this session says no",
        hint="Opening dates, audience, agency limit, prerequisite, missed sessions. Places are never exceeded.",
    )

    def __init__(self, session: TrainingSession, person: User | None, **kwargs: Any) -> None:
        super().__init__(session, data={"email": person.email, **known_of(person)} if person else None, **kwargs)


class ColleaguesForm(Form):
    """A pasted list, or a CSV file of the same."""

    people = long_text_field(
        "People",
        hint="One a line: name, e-mail address, role, line manager’s name, line manager’s e-mail address. "
        "The last three may be left out.",
        most=20_000,
    )
    file = file_field("Or a CSV file with the same columns")
    accepts_terms = tick_field(
        "They know of it, and our agency accepts the booking terms", required="Accept the booking terms to book"
    )

    def lines(self) -> list[Line]:
        """What was pasted, else what is in the file."""
        return read_list(self.people.data or self._file_text)

    _file_text = ""

    def validate_file(self, field: Any) -> None:
        if field.data and self.people.data:
            raise ValidationError("Paste a list or choose a file, not both")
        if field.data:
            try:
                self._file_text = field.data.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise ValidationError("This file isn’t a CSV file in UTF-8. Save it as CSV UTF-8") from None
            if "\0" in self._file_text:
                raise ValidationError("This file isn’t a CSV file. Save it as CSV UTF-8")


class CodeForm(Form):
    code = code_field()


def known_of(user: User) -> dict[str, Any]:
    """What the form can fill in by itself, from the person's last booking."""
    names = ("name", "job_role", "team", "manager_name", "manager_email", "has_no_manager")
    return {name: getattr(user, name) for name in names} | _agency_of(user)


def _agency_of(who: User | Booking) -> dict[str, Any]:
    agency = who.agency
    if agency is None:
        return {}
    return {
        "agency" if agency.is_listed else "agency_other": agency.name,
        "agency_not_listed": not agency.is_listed,
    }
