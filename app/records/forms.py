"""Forms of the office desk, and what a lead asks of the training record."""

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.fields import Form, long_text_field, options, select_field, text_field
from app.formatting import clock_time, short_date
from app.programme import queries as programme
from app.programme.models import TrainingSession
from app.records.rules import CourseRecord, Standing


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
        self.course_id.choices = options((course.id, course.title) for course in programme.courses())


class ReleaseForm(Form):
    words = long_text_field(
        "Why without the evaluation",
        required="Enter why the certificate is released",
        hint="Such as: can’t use the form, told us by telephone. Only the training team sees it.",
        most=500,
    )


SHOWN = {"all": "Everything attended", "overdue": "Overdue", "soon": "Due within 90 days"}


@dataclass(frozen=True)
class AskedTraining:
    """What a lead wants to see: a key of SHOWN, of one course or of all."""

    show: str = "all"
    course_id: int | None = None

    def fits(self, record: CourseRecord) -> bool:
        wanted = {"overdue": Standing.OVERDUE, "soon": Standing.SOON}.get(self.show)
        is_of_course = self.course_id in (None, record.course.id)
        return is_of_course and (wanted is None or record.standing is wanted)

    @property
    def in_words(self) -> str:
        return SHOWN[self.show]

    def as_arguments(self) -> dict[str, Any]:
        """For an address that asks the same."""
        return {"show": self.show} | ({"course": self.course_id} if self.course_id is not None else {})


def asked_training(args: "MultiDict[str, str]") -> AskedTraining:
    """What the address asks for; what it can't mean is left out rather than refused."""
    show, course = args.get("show", ""), args.get("course", "")
    course_id = int(course) if course.isascii() and course.isdigit() and len(course) < 10 else None
    return AskedTraining(show if show in SHOWN else "all", course_id)
