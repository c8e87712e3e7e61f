"""An agency fills its return in, by its link."""

from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.notifications.services import withdraw_queued
from app.single_agency.models import Assurance, SingleAgencyCourse, SingleAgencyReturn
from app.single_agency.refusals import CoursesOnReturn, NothingOnReturn, TooManyCourses
from app.single_agency.rules import MOST_COURSES


@dataclass(frozen=True)
class CourseTold:
    """What an agency says of a course."""

    title: str
    level: str
    starts_on: date
    ends_on: date
    times: int
    people: int
    content: Assurance
    content_words: str
    trainer: Assurance
    trainer_words: str
    impact: Assurance
    impact_words: str


@command
def add_course(of_return: SingleAgencyReturn, told: CourseTold) -> SingleAgencyCourse:
    """Raises ReturnIsSentIn, ReturnIsAccepted or TooManyCourses."""
    _lock(of_return)
    if len(of_return.courses) >= MOST_COURSES:
        raise TooManyCourses
    course = SingleAgencyCourse(of_return=of_return, **vars(told))
    db.session.add(course)
    return course


@command
def change_course(course: SingleAgencyCourse, told: CourseTold) -> None:
    """Raises ReturnIsSentIn or ReturnIsAccepted."""
    _lock(course.of_return)
    for name, value in vars(told).items():
        setattr(course, name, value)


@command
def remove_course(course: SingleAgencyCourse) -> None:
    """Raises ReturnIsSentIn or ReturnIsAccepted."""
    _lock(course.of_return)
    db.session.delete(course)


@command
def send_in(
    of_return: SingleAgencyReturn,
    *,
    name: str,
    job_role: str,
    trained_nobody: bool,
    remarks: str,
    by: User | None,
    at: datetime,
) -> None:
    """The return is complete: the training team reviews it. `by` is one of them who fills it in for the agency.

    Raises ReturnIsSentIn, ReturnIsAccepted, NothingOnReturn or CoursesOnReturn.
    """
    _lock(of_return)
    if not of_return.courses and not trained_nobody:
        raise NothingOnReturn
    if of_return.courses and trained_nobody:
        raise CoursesOnReturn
    of_return.send_in(at)
    of_return.sent_by_name, of_return.sent_by_role = name, job_role
    of_return.trained_nobody, of_return.remarks = trained_nobody, remarks
    withdraw_queued(about=of_return.about)
    audit.write(Verb.SENT_IN_RETURN, of_return, by=by, at=at, courses=len(of_return.courses))


@command
def take_back(of_return: SingleAgencyReturn, *, by: User | None, at: datetime) -> None:
    """To change it before it is reviewed. Raises ReturnNotSentIn."""
    advisory_lock(of_return.about)
    db.session.refresh(of_return)
    of_return.take_back()
    audit.write(Verb.REOPENED_RETURN, of_return, by=by, at=at)


def _lock(of_return: SingleAgencyReturn) -> None:
    """One at a time; as it stands now, and only while it is the agency's. Raises ReturnIsSentIn or ReturnIsAccepted."""
    advisory_lock(of_return.about)
    db.session.refresh(of_return)
    of_return.must_be_fillable()
