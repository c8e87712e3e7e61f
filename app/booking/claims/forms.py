"""Forms that say who comes: oneself, a colleague, somebody whom the office or an agency's lead books."""

from typing import Any

from flask_login import current_user

from app.accounts.models import User
from app.accounts.people.fields import EmployerForm, agency_as_typed, as_kept
from app.booking.delegates import Delegate
from app.booking.models import Booking
from app.person_names.fields import name_field
from app.programme.models_sessions import Delivery, TrainingSession
from app.web.fields import email_field, long_text_field, text_field, tick_field


class DelegateForm(EmployerForm):
    """Who comes, who manages them, what they need. The words are for somebody else, unless told otherwise."""

    whose = "the"
    needs_all = True

    name = name_field("Name", required="Enter the person’s name")
    email = email_field("Work e-mail address", required="Enter the person’s e-mail address", autocomplete="off")
    agency = text_field(
        "Agency",
        hint="Start typing the employer’s name, as it is listed.",
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

    def delegate(self) -> Delegate:
        """Who is to come."""
        return Delegate(
            name=self.name.data,
            email=self.email.data if "email" in self else current_user.email,
            job_role=self.job_role.data,
            team=self.team.data or "",
            **self.employer(),
            **self.manager(),
            access_needs=self.access_needs.data or "",
            dietary_needs=(self.dietary_needs.data or "") if "dietary_needs" in self else "",
        )


def known_of(user: User) -> dict[str, Any]:
    """What the form can fill in by itself, from the person's last booking and the needs that they want kept."""
    kept = {name: getattr(user, name) for name in ("access_needs", "dietary_needs")}
    return kept | as_kept(user) | chosen_agency(user)


def chosen_agency(who: User | Booking) -> dict[str, Any]:
    return agency_as_typed(who.agency)
