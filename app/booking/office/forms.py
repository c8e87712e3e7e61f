"""The office's forms about a session that people have booked, and for booking somebody."""

from typing import Any

from wtforms.validators import ValidationError

from app.accounts.models import User
from app.booking.claims.forms import DelegateForm, known_of
from app.booking.models import Booking
from app.booking.office.rules_letters import AFTERWARDS, BEFORE, Recipients
from app.core import clock
from app.programme.models_sessions import MOST_PLACES, Day, Delivery, TrainingSession
from app.programme.sessions.services import SessionDetails
from app.programme.venues import queries as venues
from app.programme.venues import rules as venue_rules
from app.settings import queries as settings
from app.settings.rules_lists import CancelReasons
from app.web.fields import (
    DateField,
    TimeField,
    WholeNumberField,
    choice_field,
    long_text_field,
    needed,
    options,
    select_field,
    text_field,
    tick_field,
)
from app.web.forms import Form


class BookForSomebodyForm(DelegateForm):
    """The office books for a caller."""

    waives_rules = tick_field(
        "Book although a rule of this session says no",
        hint="Opening dates, audience, agency limit, prerequisite, missed sessions. Places are never exceeded.",
    )

    def __init__(self, session: TrainingSession, person: User | None, **kwargs: Any) -> None:
        super().__init__(session, data={"email": person.email, **known_of(person)} if person else None, **kwargs)


class BookingDetailsForm(Form):
    """What a booking says of its person."""

    job_role = text_field("Role", required="Enter the role, such as health visitor", autocomplete="off")
    team = text_field("Team (optional)", autocomplete="off")
    access_needs = long_text_field("Access needs (optional)", most=1000)
    dietary_needs = text_field("Dietary needs (optional)")

    def __init__(self, booking: Booking, **kwargs: Any) -> None:
        super().__init__(obj=booking, **kwargs)

    def wanted(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in ("job_role", "team", "access_needs", "dietary_needs")}


class PauseForm(Form):
    reason = text_field(
        "Why no places are passed on", hint="People on the waiting list see this. Leave empty to go on."
    )


class PriorityReasonForm(Form):
    reason = text_field("Reason", required="Give the reason: it is kept with the booking")


class CancelSessionForm(Form):
    reason = choice_field(
        "Why we cancel it",
        lambda: options(settings.current(CancelReasons).choices()),
        required="Choose why we cancel it",
    )
    words = long_text_field("What to tell people (optional)", hint="It stands in the e-mail to them.", most=1000)


class ChangeSessionForm(Form):
    """When, where and how many: what people booked."""

    on = DateField("Date", [needed("Enter the date")])
    starts = TimeField("Starts", [needed("Enter when it starts")])
    ends = TimeField("Ends", [needed("Enter when it ends")])
    places = WholeNumberField("Places", [needed("Enter how many places there are")])
    delivery = choice_field(
        "How it is delivered",
        [(Delivery.VIRTUAL.value, "Virtual"), (Delivery.VENUE.value, "At a venue"), (Delivery.HYBRID.value, "Both")],
        required="Choose how it is delivered",
        coerce=Delivery,
    )
    venue_place = select_field("Venue", hint="Venues and rooms that have a record.")
    venue = text_field("Venue", hint="Name and town.")
    joining_link = text_field(
        "Joining link",
        hint="People with a place get it at once. You can leave it empty and add it later.",
        most=500,
        input_type="url",
        spellcheck="false",
    )
    words = long_text_field(
        "What to tell people (optional)", hint="Why, or what to bring: it stands in the e-mail to them.", most=1000
    )

    def __init__(self, session: TrainingSession | None, **kwargs: Any) -> None:
        super().__init__(data=_as_it_stands(session) if session else None, **kwargs)
        on_record = list(venue_rules.choices(venues.venues_to_choose(session.venue_id if session else None)))
        self.venue_place.choices = options(on_record)
        if len(on_record) > 1:
            self.venue.label.text = "Another venue"
        else:
            del self.venue_place

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
        is_chosen = "venue_place" in self and self.venue_place.data
        if self.delivery.data is Delivery.VIRTUAL:
            return  # what stands there is left out
        if self.delivery.data and not field.data and not is_chosen:
            raise ValidationError("Enter the venue")
        if field.data and is_chosen:
            raise ValidationError("Choose a venue above or type one here, not both")

    def validate_joining_link(self, field: Any) -> None:
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError("Enter a whole address, beginning with https://")

    def details(self, session: TrainingSession) -> SessionDetails:
        """The session as it is to be. Its later days move with the first, at their own hours.

        Where nobody joins online any more the link goes, and where nobody comes to a venue, the venue.
        """
        assert self.on.data is not None
        assert self.starts.data is not None
        assert self.ends.data is not None
        assert self.places.data is not None
        moved = self.on.data - session.days[0].on
        venue_id, room_id = venue_rules.chosen(self.venue_place.data if "venue_place" in self else "")
        is_online = self.delivery.data is Delivery.VIRTUAL
        leaves_online = self.delivery.data is Delivery.VENUE and session.delivery is not Delivery.VENUE
        later = [Day(day.on + moved, day.starts, day.ends) for day in session.days[1:]]
        return SessionDetails(
            days=[Day(self.on.data, self.starts.data, self.ends.data), *later],
            places=self.places.data,
            delivery=self.delivery.data,
            venue="" if is_online else self.venue.data or "",
            venue_id=None if is_online else venue_id,
            room_id=None if is_online else room_id,
            joining_link="" if leaves_online else self.joining_link.data or "",
            trainers=list(session.trainers),
            learning_week_id=session.learning_week_id,
            is_open=session.is_open,
        )


def _as_it_stands(session: TrainingSession) -> dict[str, Any]:
    day = session.days[0]
    return {
        **{"on": day.on, "starts": day.starts, "ends": day.ends, "places": session.places},
        **{"delivery": session.delivery, "joining_link": session.joining_link},
        "venue": "" if session.venue_id else session.venue,
        "venue_place": venue_rules.value_of(session.venue_id, session.room_id),
    }


class LetterForm(Form):
    """A letter to a group of those on a session."""

    whom = choice_field("To", [], required="Choose to whom you write", coerce=Recipients)
    subject = text_field("Subject", required="Enter the subject")
    words = long_text_field(
        "Message",
        required="Enter the message",
        hint="It begins with “Hello” and the person’s name, and ends with the session and the partnership’s name.",
    )

    def __init__(self, session: TrainingSession, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        groups = AFTERWARDS if session.has_started(clock.now()) else BEFORE
        self.whom.choices = options([(group.value, group.words) for group in groups])
