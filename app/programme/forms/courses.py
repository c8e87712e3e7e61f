"""The form of a course."""

from typing import Any

from wtforms.validators import ValidationError

from app.fields import (
    Form,
    WholeNumberField,
    choice_field,
    long_text_field,
    needed,
    text_field,
)
from app.programme.models import Strand, UsualLength
from app.programme.services import CourseDetails


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
