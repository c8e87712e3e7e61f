"""The training team's forms for the programme."""

from datetime import date, timedelta
from typing import Any

from wtforms import FieldList, FormField
from wtforms import Form as PlainForm
from wtforms.validators import URL, ValidationError

from app.fields import (
    DateField,
    Form,
    TimeField,
    WholeNumberField,
    choice_field,
    long_text_field,
    needed,
    options,
    select_field,
    text_field,
    tick_field,
    ticks_field,
)
from app.programme import queries
from app.programme.models import MOST_PLACES, Day, Delivery, LearningWeek, Strand, TrainingSession, UsualLength
from app.programme.services import CourseDetails, SessionDetails, WeekDetails

MOST_DAYS = 4
LONGEST_WEEK = timedelta(days=31)


class CourseForm(Form):
    title = text_field("Title", required="Enter a title")
    summary = long_text_field("Summary", required="Enter a summary", hint="One or two sentences.", most=1000)
    aims = long_text_field("Aims", hint="After this course you will be able to… One aim a line.")
    audience = long_text_field("Who it is for", most=1000)
    level = text_field("Level", hint="For example: Level 2, or Levels 2-3.", most=60)
    strand = choice_field(
        "Strand",
        [(strand.value, strand.value.capitalize()) for strand in Strand],
        required="Choose a strand",
        coerce=Strand,
    )
    usual_length = choice_field(
        "Usual length",
        [(length.value, length.value.capitalize()) for length in UsualLength],
        required="Choose a usual length",
        coerce=UsualLength,
    )
    impact_after_weeks = WholeNumberField(
        "Weeks until the impact questionnaire",
        [needed("Enter a number of weeks, such as 12")],
        description="12 is usual.",
        default=12,
    )

    def validate_impact_after_weeks(self, field: Any) -> None:
        if not 1 <= field.data <= 52:
            raise ValidationError("Enter from 1 to 52 weeks")

    def details(self) -> CourseDetails:
        return CourseDetails(
            title=self.title.data,
            strand=self.strand.data,
            usual_length=self.usual_length.data,
            summary=self.summary.data or "",
            aims=self.aims.data or "",
            audience=self.audience.data or "",
            level=self.level.data or "",
            impact_after_weeks=self.impact_after_weeks.data or 12,
        )


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
    venue = text_field("Venue", hint="Name and town. Leave empty for a virtual session.")
    joining_link = text_field(
        "Joining link", hint="Only people with a place see it.", most=500, input_type="url", spellcheck="false"
    )
    trainers = ticks_field("Trainers", coerce=int)
    learning_week_id = select_field("Part of a Learning Week", coerce=lambda week_id: int(week_id or 0))

    def __init__(self, session: TrainingSession | None = None, **kwargs: Any) -> None:
        super().__init__(data=_as_typed(session) if session else None, **kwargs)
        self.trainers.choices = options((trainer.id, trainer.with_agency) for trainer in queries.trainers())
        weeks = [(week.id, f"{week.title} ({week.starts_on:%B %Y})") for week in queries.learning_weeks()]
        self.learning_week_id.choices = options([(0, "No"), *weeks])

    def validate_places(self, field: Any) -> None:
        if not 1 <= field.data <= MOST_PLACES:
            raise ValidationError(f"Enter from 1 to {MOST_PLACES:,} places")

    def validate_days(self, field: Any) -> None:
        if all(entry.form.is_empty for entry in field):
            field[0].form.on.errors = ["Enter the date of the first day"]
            raise ValidationError("Enter at least one day")

    def validate_venue(self, field: Any) -> None:
        if self.delivery.data in (Delivery.VENUE, Delivery.HYBRID) and not field.data:
            raise ValidationError("Enter the venue")

    def validate_joining_link(self, field: Any) -> None:
        if field.data:
            URL(message="Enter a whole address, beginning with https://")(self, field)
            if not field.data.startswith(("https://", "http://")):
                raise ValidationError("Enter a whole address, beginning with https://")

    def details(self) -> SessionDetails:
        assert self.places.data is not None
        chosen = set(self.trainers.data or [])
        return SessionDetails(
            days=[
                Day(entry.form.on.data, entry.form.starts.data, entry.form.ends.data)
                for entry in self.days
                if not entry.form.is_empty
            ],
            places=self.places.data,
            is_open=self.is_open.data,
            delivery=self.delivery.data,
            venue=self.venue.data or "",
            joining_link=self.joining_link.data or "",
            trainers=[trainer for trainer in queries.trainers() if trainer.id in chosen],
            learning_week_id=self.learning_week_id.data or None,
        )


def _as_typed(session: TrainingSession) -> dict[str, Any]:
    names = ("places", "is_open", "delivery", "venue", "joining_link", "learning_week_id")
    return {
        **{name: getattr(session, name) for name in names},
        "days": [{"on": day.on, "starts": day.starts, "ends": day.ends} for day in session.days],
        "trainers": [trainer.id for trainer in session.trainers],
    }


class TrainerForm(Form):
    name = text_field("Name", required="Enter the trainer’s name")
    agency_id = select_field("Lent by", coerce=lambda agency_id: int(agency_id or 0))


class LearningWeekForm(Form):
    name = text_field("Name", required="Enter a name, such as Learning Week 2027")
    theme = text_field("Theme")
    introduction = long_text_field("Introduction", most=2000)
    starts_on = DateField("First day", [needed("Enter the first day")])
    ends_on = DateField("Last day", [needed("Enter the last day")])
    day_themes = long_text_field("Themes of the days", hint="One a line, in the order of the days.", most=2000)

    def __init__(self, week: LearningWeek | None = None, **kwargs: Any) -> None:
        super().__init__(obj=week, **kwargs)
        if week and not self.is_submitted():
            self.day_themes.data = "\n".join(week.theme_of(day) for day in _days(week.starts_on, week.ends_on)).rstrip()

    def validate_ends_on(self, field: Any) -> None:
        if self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last day can’t be before the first")
        if self.starts_on.data and field.data - self.starts_on.data > LONGEST_WEEK:
            raise ValidationError("A Learning Week can’t be longer than a month")

    def validate_day_themes(self, field: Any) -> None:
        if self.starts_on.data and self.ends_on.data and not self.ends_on.errors:
            lines = (field.data or "").splitlines()
            if len(lines) > len(_days(self.starts_on.data, self.ends_on.data)):
                raise ValidationError("There are more themes than days")
            if any(len(line) > 200 for line in lines):
                raise ValidationError("A theme must be 200 characters or fewer")

    def details(self) -> WeekDetails:
        assert self.starts_on.data is not None
        assert self.ends_on.data is not None
        lines = [line.strip() for line in (self.day_themes.data or "").splitlines()]
        days = _days(self.starts_on.data, self.ends_on.data)
        return WeekDetails(
            name=self.name.data,
            theme=self.theme.data or "",
            introduction=self.introduction.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            themes=dict(zip(days, lines, strict=False)),
        )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
