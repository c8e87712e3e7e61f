"""Forms of who books for themself."""

from typing import Any

from flask_login import current_user

from app.booking.claims.forms import DelegateForm, known_of
from app.person_names.fields import name_field
from app.programme.models_sessions import TrainingSession
from app.web.fields import code_field, email_field, text_field, tick_field
from app.web.forms import Form


class BookingForm(DelegateForm):
    """One form for oneself."""

    whose = "your"

    name = name_field("Your name", required="Enter your name", autocomplete="name")
    email = email_field(
        "Your work e-mail address",
        required="Enter your e-mail address",
        hint="We send a code to it to confirm your place.",
    )
    agency = text_field(
        "Your agency",
        hint="Start typing your employer’s name, as it is listed.",
        list_="agencies",
        autocomplete="off",
    )
    agency_not_listed = tick_field("My agency is not listed")
    agency_other = text_field("Name of your agency")
    job_role = text_field(
        "Your role",
        required="Enter your role, such as health visitor",
        list_="roles",
        autocomplete="organization-title",
    )
    team = text_field("Your team (optional)", autocomplete="off")
    manager_name = name_field("Line manager’s name")
    manager_email = email_field(
        "Line manager’s e-mail address",
        hint="We may tell them of your booking, and ask them later what has changed.",
        autocomplete="off",
    )
    has_no_manager = tick_field("I have no line manager")
    accepts_terms = tick_field("I accept the booking terms", required="Accept the booking terms")

    def __init__(self, session: TrainingSession | None = None, **kwargs: Any) -> None:
        super().__init__(session, data=known_of(current_user) if current_user.is_authenticated else None, **kwargs)
        if current_user.is_authenticated:
            del self.email


class HoldCodeForm(Form):
    code = code_field()
