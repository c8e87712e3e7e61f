"""The booking form and its companions."""

from typing import Any

from flask_login import current_user
from wtforms.validators import ValidationError

from app.accounts import queries as accounts
from app.accounts.models import User
from app.booking.services import Delegate
from app.fields import Form, code_field, email_field, long_text_field, text_field, tick_field


class BookingForm(Form):
    """One form: who you are, who manages you, what you need."""

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
    manager_name = text_field("Line manager’s name", autocomplete="off")
    manager_email = email_field(
        "Line manager’s e-mail address",
        hint="We may ask them later what has changed.",
        autocomplete="off",
    )
    has_no_manager = tick_field("I have no line manager")
    access_needs = long_text_field(
        "Access needs (optional)",
        hint="Such as step-free access or a hearing loop. Only the trainers and the training team see this.",
        most=1000,
    )
    accepts_terms = tick_field("I accept the booking terms", required="Accept the booking terms to book a place")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(data=_known(current_user) if current_user.is_authenticated else None, **kwargs)
        if current_user.is_authenticated:
            del self.email

    def validate_agency(self, field: Any) -> None:
        if not self.agency_not_listed.data and accounts.agency_by_name(field.data or "") is None:
            raise ValidationError("Choose your agency from the list, or tick “My agency is not listed”")

    def validate_agency_other(self, field: Any) -> None:
        if self.agency_not_listed.data and not field.data:
            raise ValidationError("Enter the name of your agency")

    def validate_manager_name(self, field: Any) -> None:
        if not self.has_no_manager.data and not field.data:
            raise ValidationError("Enter your line manager’s name, or tick “I have no line manager”")

    def validate_manager_email(self, field: Any) -> None:
        if not self.has_no_manager.data and not field.data:
            raise ValidationError("Enter your line manager’s e-mail address, or tick “I have no line manager”")

    def delegate(self) -> Delegate:
        """Who wants to come."""
        without = self.has_no_manager.data
        return Delegate(
            name=self.name.data,
            email=self.email.data if "email" in self else current_user.email,
            agency=None if self.agency_not_listed.data else accounts.agency_by_name(self.agency.data),
            other_agency=self.agency_other.data if self.agency_not_listed.data else "",
            job_role=self.job_role.data,
            manager_name="" if without else self.manager_name.data,
            manager_email="" if without else self.manager_email.data,
            has_no_manager=without,
            access_needs=self.access_needs.data or "",
        )


class CodeForm(Form):
    code = code_field()


class WithdrawForm(Form):
    reason = long_text_field("Why can’t you come? (optional)", most=1000)


def _known(user: User) -> dict[str, Any]:
    names = ("name", "job_role", "manager_name", "manager_email", "has_no_manager")
    known: dict[str, Any] = {name: getattr(user, name) for name in names}
    listed = user.agency is not None and user.agency.is_listed
    if user.agency:
        known |= {"agency" if listed else "agency_other": user.agency.name, "agency_not_listed": not listed}
    return known
