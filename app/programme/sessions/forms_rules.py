"""The forms of a session's booking rules, of whom a bespoke one is for, and of its speakers."""

from typing import Any

from wtforms.validators import ValidationError

from app.accounts.people.forms_agency import agency_field
from app.core import clock
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import services_rules
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.fields import (
    DateField,
    WholeNumberField,
    needed,
    options,
    text_field,
    tick_field,
    ticks_field,
)
from app.web.forms import Form


class SessionRulesForm(Form):
    """Everything may be left empty: then anybody books until the session starts."""

    opens_on = DateField("Booking opens on", description="Leave empty to open when it is published.")
    closes_on = DateField("Booking closes after", description="The last day on which people can book.")
    audience = ticks_field(
        "Who can book",
        hint="No tick means everybody.",
    )
    prerequisite_years = WholeNumberField("Years since they attended it")
    agency_cap = WholeNumberField("Most places for one agency")
    cap_lifted_days_before = WholeNumberField(
        "Days before the start when that limit is lifted", description="Leave empty to keep it to the end."
    )
    bars_non_attenders = tick_field("Nobody with three unexplained absences in twelve months can book")
    minimum = WholeNumberField(
        "Fewest bookings for it to run", description="With fewer, the training team hears of it in time."
    )

    def __init__(self, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(obj=session, **kwargs)
        offered = settings.current(Sectors)
        held = [entry for entry in offered.all if not entry.is_retired or entry.key in session.audience]
        self.audience.choices = options((entry.key, offered.label_of_entry(entry.key)) for entry in held)
        if not self.is_submitted() and not session.cap_lifted_days_before:
            self.cap_lifted_days_before.data = None
        if session.course.prerequisite is None:
            del self.prerequisite_years
        else:
            self.prerequisite_years.description = (
                f"People must have attended {session.course.prerequisite.title} within so many years. "
                "Leave empty to ask for nothing."
            )

    def validate_prerequisite_years(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= 10:
            raise ValidationError("Enter from 1 to 10 years, or leave it empty")

    def validate_agency_cap(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError("Enter 1 or more, or leave it empty")
        if field.data is None and self.cap_lifted_days_before.data:
            raise ValidationError("Enter the most places an agency, or leave the days empty")

    def validate_cap_lifted_days_before(self, field: Any) -> None:
        if field.data is not None and field.data > 365:
            raise ValidationError("Enter 365 days or fewer")

    def validate_minimum(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError("Enter 1 or more, or leave it empty")

    def rules(self) -> services_rules.BookingRules:
        return services_rules.BookingRules(
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            agency_cap=self.agency_cap.data,
            cap_lifted_days_before=self.cap_lifted_days_before.data or 0,
            prerequisite_years=self.prerequisite_years.data if "prerequisite_years" in self else None,
            audience=list(self.audience.data or []),
            minimum=self.minimum.data,
            bars_non_attenders=self.bars_non_attenders.data,
        )


class InvitationForm(Form):
    """Whom a bespoke session is for: an agency or a group."""

    agency = agency_field("Invited agency")
    group = text_field("Or a group, in words", hint="For example: the councillors elected in May.")

    def __init__(self, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(data={"agency": session.invited_agency, "group": session.invited_group}, **kwargs)


class SpeakerForm(Form):
    shown_as = text_field(
        "Words to show",
        required="Enter the words to show, such as A parent",
        hint="A name, an alias or a few words, as the speaker wishes.",
        autocomplete="off",
    )
    has_agreed = tick_field(
        "They have agreed that this is shown", required="Show nothing of a speaker who hasn’t agreed to it"
    )
    consented_on = DateField("Date of their consent", [needed("Enter when they agreed")], default=clock.today)

    def validate_consented_on(self, field: Any) -> None:
        if field.data > clock.today():
            raise ValidationError("They can’t have agreed later than today")
