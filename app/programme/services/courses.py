"""Commands on courses."""

from dataclasses import dataclass
from datetime import datetime

from app import audit
from app.accounts.models import User
from app.database import command, db
from app.programme import queries
from app.programme.models import Course, Strand, StrandIsFixed, TitleTaken, UsualLength


@dataclass(frozen=True)
class CourseDetails:
    title: str
    strand: Strand
    usual_length: UsualLength
    summary: str = ""
    aims: str = ""
    audience: str = ""
    level: str = ""
    impact_after_weeks: int = 12


@command
def add_course(details: CourseDetails, *, by: User, at: datetime) -> Course:
    """Raises TitleTaken."""
    _title_must_be_free(details.title, None)
    course = Course(**vars(details), created_at=at)
    db.session.add(course)
    audit.write("added a course", course, by=by, at=at)
    return course


@command
def edit_course(course: Course, details: CourseDetails, *, by: User, at: datetime) -> None:
    """Raises TitleTaken or StrandIsFixed."""
    _title_must_be_free(details.title, course)
    apart = {Strand.BESPOKE, Strand.E_LEARNING}
    moves_apart = course.strand is not details.strand and apart & {course.strand, details.strand}
    if moves_apart and queries.is_public(course):
        raise StrandIsFixed
    for name, value in vars(details).items():
        setattr(course, name, value)
    audit.write("edited a course", course, by=by, at=at)


def _title_must_be_free(title: str, course: Course | None) -> None:
    same_title = queries.course_by_title(title)
    if same_title and same_title is not course:
        raise TitleTaken
