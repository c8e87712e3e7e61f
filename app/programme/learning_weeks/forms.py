"""The form of a Learning Week, a conference day or a themed week."""

from datetime import date, timedelta
from typing import Any

from wtforms.validators import ValidationError

from app.programme.learning_weeks import services
from app.programme.models_weeks import LearningWeek
from app.web.fields import DateField, long_text_field, needed, text_field
from app.web.forms import Form

LONGEST_WEEK = timedelta(days=31)


class LearningWeekForm(Form):
    name = text_field(
        "Name",
        required="Enter a name, such as Learning Week 2027",
        hint="For example: Learning Week 2027, Vulnerable infants conference, or Adolescence week.",
    )
    theme = text_field("Theme")
    introduction = long_text_field("Introduction", most=2000)
    starts_on = DateField("First day", [needed("Enter the first day")])
    ends_on = DateField(
        "Last day", [needed("Enter the last day")], description="The first day again for a conference of one day."
    )
    day_themes = long_text_field("Themes of the days", hint="One a line, in the order of the days.", most=2000)

    def __init__(self, week: LearningWeek | None = None, **kwargs: Any) -> None:
        super().__init__(obj=week, **kwargs)
        if week and not self.is_submitted():
            self.day_themes.data = "\n".join(week.theme_of(day) for day in _days(week.starts_on, week.ends_on)).rstrip()

    def validate_ends_on(self, field: Any) -> None:
        if self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("The last day can’t be before the first")
        if self.starts_on.data and field.data - self.starts_on.data > LONGEST_WEEK:
            raise ValidationError("It can’t be longer than a month")

    def validate_day_themes(self, field: Any) -> None:
        if self.starts_on.data and self.ends_on.data and not self.ends_on.errors:
            lines = (field.data or "").splitlines()
            if len(lines) > len(_days(self.starts_on.data, self.ends_on.data)):
                raise ValidationError("There are more themes than days")
            if any(len(line) > 200 for line in lines):
                raise ValidationError("A theme must be 200 characters or fewer")

    def details(self) -> services.WeekDetails:
        assert self.starts_on.data is not None
        assert self.ends_on.data is not None
        lines = [line.strip() for line in (self.day_themes.data or "").splitlines()]
        days = _days(self.starts_on.data, self.ends_on.data)
        return services.WeekDetails(
            name=self.name.data,
            theme=self.theme.data or "",
            introduction=self.introduction.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            themes=dict(zip(days, lines, strict=False)),
        )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
