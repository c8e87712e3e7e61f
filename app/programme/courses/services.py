"""Commands on courses."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.programme.courses import queries
from app.programme.models import Course, Series, Strand, UsualLength
from app.programme.models_former import FormerTitle
from app.programme.refusals import PrerequisiteInACircle, SeriesUnclear, StrandIsFixed, TitleTaken


@dataclass(frozen=True)
class CourseDetails:
    """What a course is; `answers_to` holds AnswersTo values."""

    title: str
    strand: Strand
    usual_length: UsualLength
    summary: str = ""
    aims: str = ""
    audience: str = ""
    level: str = ""
    series: Series | None = None
    answers_to: list[str] = field(default_factory=list)
    answers_words: str = ""
    review_on: date | None = None
    prerequisite_id: int | None = None
    prerequisites: str = ""
    refresh_years: int | None = None
    is_retired: bool = False


@command
def add_course(details: CourseDetails, *, by: User, at: datetime) -> Course:
    """Raises TitleTaken or SeriesUnclear."""
    _title_must_be_free(details.title, None)
    _series_must_fit(details)
    course = Course(**vars(details), created_at=at)
    db.session.add(course)
    audit.write(Verb.ADDED_COURSE, course, by=by, at=at)
    return course


@command
def edit_course(course: Course, details: CourseDetails, *, is_correction: bool = False, by: User, at: datetime) -> None:
    """What was held until now stays reported under the title it had, unless that was a mistake.

    Raises TitleTaken, SeriesUnclear, PrerequisiteInACircle or StrandIsFixed.
    """
    _title_must_be_free(details.title, course)
    _series_must_fit(details)
    _prerequisite_must_come_before(course, details)
    apart = {Strand.BESPOKE, Strand.E_LEARNING}
    moves_apart = course.strand is not details.strand and apart & {course.strand, details.strand}
    if moves_apart and queries.is_public(course):
        raise StrandIsFixed
    if details.title != course.title and not is_correction:
        _keep_former_title(course, at)
    for name, value in vars(details).items():
        setattr(course, name, value)
    audit.write(Verb.EDITED_COURSE, course, by=by, at=at)


def _keep_former_title(course: Course, at: datetime) -> None:
    since = db.session.scalar(select(func.max(FormerTitle.used_until)).where(FormerTitle.course_id == course.id))
    if since is None or since < at:
        db.session.add(FormerTitle(course_id=course.id, title=course.title, used_from=since, used_until=at))


def _title_must_be_free(title: str, course: Course | None) -> None:
    same_title = queries.course_by_title(title)
    if same_title and same_title is not course:
        raise TitleTaken


def _series_must_fit(details: CourseDetails) -> None:
    if details.strand is Strand.LUNCHTIME and details.series is None:
        raise SeriesUnclear("Choose the series that this lunchtime course appears under")
    if details.strand is not Strand.LUNCHTIME and details.series:
        raise SeriesUnclear("Only lunchtime courses appear under a series")


def _prerequisite_must_come_before(course: Course, details: CourseDetails) -> None:
    advisory_lock("prerequisites")  # two edits at once could close a circle that neither sees
    before = queries.course(details.prerequisite_id) if details.prerequisite_id else None
    if before and before.comes_after(course):
        raise PrerequisiteInACircle
