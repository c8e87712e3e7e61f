"""The form of a session."""

from collections.abc import Sequence
from typing import Any

from wtforms import FieldList, FormField
from wtforms import Form as PlainForm
from wtforms.validators import URL, ValidationError

from app.core import clock
from app.programme.courses import queries as courses
from app.programme.learning_weeks.queries import learning_weeks
from app.programme.models import Course, Trainer
from app.programme.models_sessions import MOST_PLACES, Day, Delivery, TrainingSession
from app.programme.models_trainers import TrainerUnavailability
from app.programme.queries_trainers import unavailable_from
from app.programme.sessions import services
from app.programme.venues import queries as venues
from app.programme.venues import rules as venue_rules
from app.web.fields import (
    DateField,
    TimeField,
    WholeNumberField,
    choice_field,
    needed,
    options,
    select_field,
    text_field,
    tick_field,
    ticks_field,
)
from app.web.forms import Form

MOST_DAYS = 4
MOST_SPANS = 3


class DayForm(PlainForm):
    on = DateField("Date")
    starts = TimeField("Starts")
    ends = TimeField("Ends")

    @property
    def is_empty(self) -> bool:
        return not any(field.data or field.errors for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """A day is whole or left out."""
        valid: bool = super().validate(extra_validators)
        if self.is_empty:
            return valid
        for field, complaint in (
            (self.on, "Enter a date"),
            (self.starts, "Enter when it starts"),
            (self.ends, "Enter when it ends"),
        ):
            if field.data is None and not field.errors:
                field.errors = [complaint]
                valid = False
        if valid and self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.ends.errors = ["It must end after it starts"]
            valid = False
        return valid


class SessionForm(Form):
    days = FieldList(FormField(DayForm), min_entries=MOST_DAYS, max_entries=MOST_DAYS)
    places = WholeNumberField("Places", [needed("Enter how many places there are")])
    is_open = tick_field("Open to all: nobody books, people just join")
    delivery = choice_field(
        "How it is delivered",
        [(Delivery.VIRTUAL.value, "Virtual"), (Delivery.VENUE.value, "At a venue"), (Delivery.HYBRID.value, "Both")],
        required="Choose how it is delivered",
        coerce=Delivery,
    )
    venue_place = select_field("Venue", hint="Venues and rooms that have a record.")
    venue = text_field("Venue", hint="Name and town. Leave empty for a virtual session.")
    joining_link = text_field(
        "Joining link",
        hint="Only people with a place, or invited to an open session, see it.",
        most=500,
        input_type="url",
        spellcheck="false",
    )
    trainers = ticks_field(
        "Trainers",
        hint="Those who can teach this course come first. Whom you choose is asked by mail once it is published.",
        coerce=int,
    )
    learning_week_id = select_field(
        "Part of a Learning Week, conference day or themed week", coerce=lambda week_id: int(week_id or 0)
    )

    def __init__(self, course: Course, session: TrainingSession | None = None, **kwargs: Any) -> None:
        super().__init__(data=_as_typed(session) if session else None, **kwargs)
        unavailable = unavailable_from(clock.today())
        chosen = session.trainers if session else []
        offered = [trainer for trainer in courses.trainers() if not trainer.is_retired or trainer in chosen]
        pool = sorted(offered, key=lambda trainer: course not in trainer.can_teach)
        self.trainers.choices = options(
            (trainer.id, _offered(trainer, unavailable.get(trainer.id, []))) for trainer in pool
        )
        weeks = [(week.id, f"{week.title} ({week.starts_on:%B %Y})") for week in learning_weeks()]
        self.learning_week_id.choices = options([(0, "No"), *weeks])
        on_record = list(venue_rules.choices(venues.venues_to_choose(session.venue_id if session else None)))
        self.venue_place.choices = options(on_record)
        if len(on_record) > 1:
            self.venue.label.text = "Another venue"
        else:
            del self.venue_place

    def validate_places(self, field: Any) -> None:
        if not 1 <= field.data <= MOST_PLACES:
            raise ValidationError(f"Enter from 1 to {MOST_PLACES:,} places")

    def validate_days(self, field: Any) -> None:
        if all(entry.form.is_empty for entry in field):
            field[0].form.on.errors = ["Enter the date of the first day"]
            raise ValidationError("Enter at least one day")

    def validate_venue(self, field: Any) -> None:
        is_chosen = "venue_place" in self and self.venue_place.data
        if self.delivery.data in (Delivery.VENUE, Delivery.HYBRID) and not field.data and not is_chosen:
            raise ValidationError("Enter the venue")
        if is_chosen and field.data:
            raise ValidationError("Choose a venue above or type one here, not both")

    def validate_joining_link(self, field: Any) -> None:
        if field.data:
            URL(message="Enter a whole address, beginning with https://")(self, field)
            if not field.data.startswith(("https://", "http://")):
                raise ValidationError("Enter a whole address, beginning with https://")

    def details(self) -> services.SessionDetails:
        assert self.places.data is not None
        chosen = set(self.trainers.data or [])
        venue_id, room_id = venue_rules.chosen(self.venue_place.data if "venue_place" in self else "")
        return services.SessionDetails(
            days=[
                Day(entry.form.on.data, entry.form.starts.data, entry.form.ends.data)
                for entry in self.days
                if not entry.form.is_empty
            ],
            places=self.places.data,
            is_open=self.is_open.data,
            delivery=self.delivery.data,
            venue=self.venue.data or "",
            venue_id=venue_id,
            room_id=room_id,
            joining_link=self.joining_link.data or "",
            trainers=[trainer for trainer in courses.trainers() if trainer.id in chosen],
            learning_week_id=self.learning_week_id.data or None,
        )


def _offered(trainer: Trainer, unavailable: Sequence[TrainerUnavailability]) -> str:
    """With the dates on which they can't, so that it is seen before anybody is asked."""
    spans = ", ".join(dates.in_words for dates in unavailable[:MOST_SPANS])
    more = f" and {len(unavailable) - MOST_SPANS} more" if len(unavailable) > MOST_SPANS else ""
    return f"{trainer.with_agency} (can’t teach {spans}{more})" if spans else trainer.with_agency


def _as_typed(session: TrainingSession) -> dict[str, Any]:
    names = ("places", "is_open", "delivery", "joining_link", "learning_week_id")
    return {
        **{name: getattr(session, name) for name in names},
        "venue": "" if session.venue_id else session.venue,
        "venue_place": venue_rules.value_of(session.venue_id, session.room_id),
        "days": [{"on": day.on, "starts": day.starts, "ends": day.ends} for day in session.days],
        "trainers": [trainer.id for trainer in session.trainers],
    }
