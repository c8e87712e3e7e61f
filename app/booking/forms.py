"""The booking form and its companions."""

from typing import Any

from flask_login import current_user
from wtforms.validators import ValidationError

from app import clock
from app.accounts import queries as accounts
from app.accounts.models import User
from app.booking.models import Channel
from app.booking.services import Delegate
from app.fields import (
    DateField,
    Form,
    TimeField,
    WholeNumberField,
    choice_field,
    code_field,
    email_field,
    long_text_field,
    needed,
    text_field,
    tick_field,
)
from app.programme.models import MOST_PLACES, CancelReason, Day, Delivery, TrainingSession
from app.programme.services import SessionDetails


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
    """Where the agency may be charged, the reason is asked: it counts when a person decides."""

    reason = long_text_field("Why can’t you come? (optional)", most=1000)

    def __init__(self, *, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._needs_reason = needs_reason
        if needs_reason:
            self.reason.label.text = "Why can’t you come?"

    def validate_reason(self, field: Any) -> None:
        if self._needs_reason and not field.data:
            raise ValidationError("Tell us why you can’t come: your reason counts")


class PauseForm(Form):
    reason = text_field(
        "Why no places are passed on", hint="People on the waiting list see this. Leave empty to go on."
    )


class ReasonForm(Form):
    reason = text_field("Reason", required="Give the reason: it is kept with the booking")


class CancelBookingForm(Form):
    channel = choice_field(
        "How we were told",
        [
            (Channel.PHONE.value, "By telephone"),
            (Channel.EMAIL.value, "By e-mail"),
            (Channel.MANAGER.value, "By the line manager"),
        ],
        required="Choose how we were told",
        coerce=Channel,
    )
    on = DateField("Date of the message", [needed("Enter the date of the message")], default=clock.today)
    told = TimeField(
        "Time of the message",
        [needed("Enter the time of the message")],
        default=lambda: clock.to_london(clock.now()).time().replace(second=0, microsecond=0),
    )
    reason = long_text_field("What they said (optional)", most=1000)

    def validate_told(self, field: Any) -> None:
        if self.on.data and field.data and clock.from_london(self.on.data, field.data) > clock.now():
            raise ValidationError("The message can’t have come later than now")

    def details(self) -> dict[str, Any]:
        told_at = clock.from_london(self.on.data, self.told.data) if self.on.data and self.told.data else None
        return {"channel": self.channel.data, "told_at": told_at, "reason": self.reason.data or ""}


class CancelSessionForm(Form):
    reason = choice_field(
        "Why we cancel it",
        [(reason.value, reason.value.capitalize()) for reason in CancelReason],
        required="Choose why we cancel it",
        coerce=CancelReason,
    )
    words = long_text_field("What to tell people (optional)", hint="It stands in the e-mail to them.", most=1000)


class ChangeSessionForm(Form):
    """When, where and how many: what people booked."""

    on = DateField("Date", [needed("Enter the date")])
    starts = TimeField("Starts", [needed("Enter when it starts")])
    ends = TimeField("Ends", [needed("Enter when it ends")])
    places = WholeNumberField("Places", [needed("Enter how many places there are")])
    venue = text_field("Venue", hint="Name and town. Leave empty for a virtual session.")
    joining_link = text_field("Joining link", most=500, input_type="url", spellcheck="false")

    def __init__(self, session: TrainingSession, **kwargs: Any) -> None:
        day = session.days[0]
        standing = {"on": day.on, "starts": day.starts, "ends": day.ends, "places": session.places}
        super().__init__(data={**standing, "venue": session.venue, "joining_link": session.joining_link}, **kwargs)
        if session.delivery is Delivery.VIRTUAL:
            del self.venue

    def validate_ends(self, field: Any) -> None:
        if self.starts.data and field.data <= self.starts.data:
            raise ValidationError("It must end after it starts")

    def validate_on(self, field: Any) -> None:
        if field.data and self.starts.data and clock.from_london(field.data, self.starts.data) <= clock.now():
            raise ValidationError("Move it to a time that is still to come")

    def validate_places(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= MOST_PLACES:
            raise ValidationError(f"Enter from 1 to {MOST_PLACES:,} places")

    def validate_venue(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Enter the venue")

    def validate_joining_link(self, field: Any) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError("Enter a whole address, beginning with https://")

    def details(self, session: TrainingSession) -> SessionDetails:
        """The session as it is to be. Its later days move with the first, at their own hours."""
        assert self.on.data is not None
        assert self.starts.data is not None
        assert self.ends.data is not None
        assert self.places.data is not None
        moved = self.on.data - session.days[0].on
        later = [Day(day.on + moved, day.starts, day.ends) for day in session.days[1:]]
        return SessionDetails(
            days=[Day(self.on.data, self.starts.data, self.ends.data), *later],
            places=self.places.data,
            delivery=session.delivery,
            venue=(self.venue.data or "") if "venue" in self else "",
            joining_link=self.joining_link.data or "",
            trainers=list(session.trainers),
            learning_week_id=session.learning_week_id,
            is_open=session.is_open,
        )


def _known(user: User) -> dict[str, Any]:
    names = ("name", "job_role", "manager_name", "manager_email", "has_no_manager")
    known: dict[str, Any] = {name: getattr(user, name) for name in names}
    listed = user.agency is not None and user.agency.is_listed
    if user.agency:
        known |= {"agency" if listed else "agency_other": user.agency.name, "agency_not_listed": not listed}
    return known
