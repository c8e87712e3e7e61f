"""Forms of the office desk."""

from typing import Any

from app.programme.courses.queries import courses
from app.programme.models_sessions import TrainingSession
from app.web.fields import long_text_field, options, select_field, text_field
from app.web.formatting import clock_time, short_date
from app.web.forms import Form


class NoteForm(Form):
    words = long_text_field(
        "Note",
        required="Enter the note",
        hint="Only the training team sees it. Don’t name a child or family.",
        most=1000,
    )


class BookForm(Form):
    """Which session somebody wants a place on."""

    session_id = select_field("Book a session for them", coerce=int)

    def __init__(self, sessions: list[TrainingSession], **kwargs: Any) -> None:
        super().__init__(prefix="book-", **kwargs)
        self.session_id.choices = options(
            (each.id, f"{short_date(each.starts_at)}, {clock_time(each.starts_at)}: {each.title}") for each in sessions
        )


class EvidenceForm(Form):
    course_id = select_field("Instead of attending", coerce=int)
    evidence = text_field("What you have seen", required="Enter what you have seen, such as a certificate of 2026")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.course_id.choices = options((course.id, course.title) for course in courses())


class ReleaseForm(Form):
    words = long_text_field(
        "Why without the evaluation",
        required="Enter why the certificate is released",
        hint="Such as: can’t use the form, told us by telephone. Only the training team sees it.",
        most=500,
    )
