"""The forms of a course, and of its materials."""

from typing import Any

from werkzeug.utils import secure_filename
from wtforms.validators import ValidationError

from app.programme.courses import queries, services
from app.programme.models import AnswersTo, Course, Series, Strand, UsualLength
from app.settings import queries as settings
from app.settings.rules_programme import LunchtimeSeries
from app.web.fields import (
    DateField,
    WholeNumberField,
    choice_field,
    file_field,
    long_text_field,
    options,
    select_field,
    text_field,
    tick_field,
    ticks_field,
)
from app.web.forms import Form


class CourseForm(Form):
    title = text_field("Title", required="Enter a title")
    is_correction = tick_field(
        "The title was a mistake",
        hint="Tick this if you only correct its spelling: then no report shows the title it had.",
    )
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
    series = select_field(
        "Lunchtime series",
        hint="The title that a lunchtime course appears under.",
        coerce=lambda series: Series(series) if series else None,
    )
    usual_length = choice_field(
        "Usual length",
        [(length.value, length.value.capitalize()) for length in UsualLength],
        required="Choose a usual length",
        coerce=UsualLength,
    )
    prerequisite_id = select_field(
        "Course to attend before",
        hint="Each session’s rules say whether it is asked for.",
        coerce=lambda course_id: int(course_id or 0),
    )
    prerequisites = long_text_field("What else people need before", most=1000)
    refresh_years = WholeNumberField(
        "Years until it is refreshed", description="Leave empty if attending once is enough."
    )
    answers_to = ticks_field(
        "What it answers",
        [(reason.value, reason.value.capitalize()) for reason in AnswersTo],
        hint="Only the training team sees this.",
    )
    answers_words = long_text_field("Which review, finding or priority", most=1000)
    review_on = DateField("Content next reviewed on", description="From this date on, Today reminds you.")
    is_retired = tick_field(
        "Retire this course", hint="It gets no new sessions. Its page, its sessions and its history stay."
    )

    def __init__(self, course: Course | None = None, **kwargs: Any) -> None:
        super().__init__(obj=course, **kwargs)
        names = settings.current(LunchtimeSeries).names
        self.series.choices = options([("", "Not a lunchtime course"), *names.items()])
        standing = course.prerequisite_id if course else None
        before = [
            (other.id, other.title)
            for other in queries.courses()
            if other is not course and (not other.is_retired or other.id == standing)
        ]
        self.prerequisite_id.choices = options([(0, "None"), *before])

    def validate_refresh_years(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= 10:
            raise ValidationError("Enter from 1 to 10 years, or leave it empty")

    def details(self) -> services.CourseDetails:
        return services.CourseDetails(
            title=self.title.data,
            strand=self.strand.data,
            usual_length=self.usual_length.data,
            summary=self.summary.data or "",
            aims=self.aims.data or "",
            audience=self.audience.data or "",
            level=self.level.data or "",
            series=self.series.data,
            answers_to=list(self.answers_to.data or []),
            answers_words=self.answers_words.data or "",
            review_on=self.review_on.data,
            prerequisite_id=self.prerequisite_id.data or None,
            prerequisites=self.prerequisites.data or "",
            refresh_years=self.refresh_years.data,
            is_retired=self.is_retired.data,
        )


class MaterialForm(Form):
    title = text_field("Title", required="Enter a title, such as Slides")
    file = file_field("File", required="Choose a file", hint="PDF, PPTX or ODP, 20 MB at most.")
    is_for_attendees = tick_field(
        "Only afterwards, for those who were there",
        hint="Otherwise everybody with a place has it from the booking on.",
    )

    def validate_file(self, field: Any) -> None:
        if field.data and not self.file_name:
            raise ValidationError("Give the file a name with letters or figures in it")

    @property
    def file_name(self) -> str:
        """Its name without anything that a file system or a header could take amiss."""
        return secure_filename(self.file.data.filename or "")[-200:]
