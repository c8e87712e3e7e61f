"""Forms that say who comes: oneself, a colleague, somebody whom the office or an agency's lead books."""

from typing import Any

from flask_login import current_user
from wtforms.validators import ValidationError

from app.accounts.models import User
from app.accounts.people import queries as people
from app.booking.delegates import Delegate
from app.booking.models import Booking
from app.person_names.fields import name_field
from app.programme.models_sessions import Delivery, TrainingSession
from app.web.fields import email_field, long_text_field, text_field, tick_field
from app.web.forms import Form


class DelegateForm(Form):
    """Who comes, who manages them, what they need. The words are for somebody else, unless told otherwise."""

    whose = "the"

    name = name_field("Name", required="Enter the person’s name")
    email = email_field("Work e-mail address", required="Enter the person’s e-mail address", autocomplete="off")
    agency = text_field(
        "Agency",
        hint="Start typing the employer’s name and choose it from the list.",
        list_="agencies",
        autocomplete="off",
    )
    agency_not_listed = tick_field("The agency is not listed")
    agency_other = text_field("Name of the agency")
    job_role = text_field("Role", required="Enter the role, such as health visitor", list_="roles", autocomplete="off")
    team = text_field("Team (optional)", autocomplete="off")
    manager_name = name_field("Line manager’s name")
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
        if not self.agency_not_listed.data and people.agency_by_name(field.data or "") is None:
            words = self.agency_not_listed.label.text
            raise ValidationError(f"Choose {self.whose} agency from the list, or tick “{words}”")

    def validate_agency_other(self, field: Any) -> None:
        if self.agency_not_listed.data and not field.data:
            raise ValidationError(f"Enter the name of {self.whose} agency")

    def validate_manager_name(self, field: Any) -> None:
        if not self.has_no_manager.data and not field.data:
            raise ValidationError(f"Enter {self.whose} line manager’s name, or tick “{self.has_no_manager.label.text}”")

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
            agency=None if self.agency_not_listed.data else people.agency_by_name(self.agency.data),
            other_agency=self.agency_other.data if self.agency_not_listed.data else "",
            job_role=self.job_role.data,
            team=self.team.data or "",
            manager_name="" if without else self.manager_name.data,
            manager_email="" if without else self.manager_email.data,
            has_no_manager=without,
            access_needs=self.access_needs.data or "",
            dietary_needs=(self.dietary_needs.data or "") if "dietary_needs" in self else "",
        )


def known_of(user: User) -> dict[str, Any]:
    """What the form can fill in by itself, from the person's last booking and the needs that they want kept."""
    of_them = ("name", "job_role", "team", "manager_name", "manager_email", "has_no_manager")
    names = (*of_them, "access_needs", "dietary_needs")
    return {name: getattr(user, name) for name in names} | chosen_agency(user)


def chosen_agency(who: User | Booking) -> dict[str, Any]:
    agency = who.agency
    if agency is None:
        return {}
    return {"agency" if agency.is_listed else "agency_other": agency.name, "agency_not_listed": not agency.is_listed}
