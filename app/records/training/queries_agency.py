"""What the people of an agency have attended, a page at a time: the database finds who is due, whatever the agency."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, null, or_, select, union_all

from app.accounts.models import Agency, User
from app.accounts.people import queries as people_queries
from app.attendance.registers import queries as registers
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.elearning.models import ELearningCompletion
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.records.training import queries, rules
from app.records.training.rules import RefresherStanding
from app.web.paging import Page, page_of_rows

PER_PAGE = 50


@dataclass(frozen=True)
class AgencyTraining:
    """How many refreshers of an agency's people are overdue and due soon, and the courses they have attended."""

    overdue: int
    soon: int
    courses: list[tuple[str, int]]


def training_of_agency(agency: Agency, *, today: date) -> AgencyTraining:
    """Over everything, whatever a page shows. Three queries."""
    courses = {course.id: course for course in db.session.scalars(select(Course))}
    latest = latest_of_agency(agency)
    standing = _standing(latest.c.at, courses.values(), today).label("standing")
    wanted = select(latest.c.course_id, standing, func.count()).join(Course, Course.id == latest.c.course_id)
    standings: Counter[str | None] = Counter()
    attended = set()
    for course_id, stands, how_many in db.session.execute(wanted.group_by(latest.c.course_id, "standing")):
        standings[stands] += how_many
        attended.add((courses[course_id].title, course_id))
    return AgencyTraining(standings[RefresherStanding.OVERDUE], standings[RefresherStanding.SOON], sorted(attended))


def page_of_records(
    agency: Agency, *, standing: RefresherStanding | None, course_id: int | None, today: date, page: int
) -> Page[queries.PersonRecord]:
    """Each course of each of an agency's people, by name, then course; of one standing or course if it is given."""
    latest = latest_of_agency(agency)
    wanted = (
        select(latest.c.person_id, latest.c.course_id)
        .join(User, User.id == latest.c.person_id)
        .join(Course, Course.id == latest.c.course_id)
        .where(*_fits(latest, standing, course_id, today))
        .order_by(User.search_text, Course.title, Course.id)
    )
    found = page_of_rows(wanted, page=page, per_page=PER_PAGE)
    records = queries.records_of({person_id for person_id, _ in found.items}, today=today)
    by_both = {(each.person.id, each.course.course.id): each for each in records}
    return found.showing([by_both[person_id, number] for person_id, number in found.items])


def last_times(agency: Agency) -> dict[tuple[int, int], date]:
    """By person and course: when each of an agency's people attended it last, or had other evidence accepted."""
    latest = latest_of_agency(agency)
    rows = db.session.execute(select(latest.c.person_id, latest.c.course_id, latest.c.at))
    return {(person_id, course_id): clock.to_london(at).date() for person_id, course_id, at in rows}


def latest_of_agency(agency: Agency) -> Subquery:
    """When each of those who are with an agency now attended each course last, or had other evidence accepted."""
    theirs = User.agency_id.in_(people_queries.family(agency))
    attended = (
        select(
            Booking.practitioner_id.label("person_id"),
            TrainingSession.course_id.label("course_id"),
            TrainingSession.ends_at.label("at"),
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(User, User.id == Booking.practitioner_id)
        .where(theirs, registers.was_there_throughout(), TrainingSession.is_by_name)
    )
    of_completion = (ELearningCompletion.user_id, ELearningCompletion.course_id, ELearningCompletion.completed_at)
    completed = select(*of_completion).join(User, User.id == ELearningCompletion.user_id).where(theirs)
    accepted = select(AcceptedEvidence.user_id, AcceptedEvidence.course_id, AcceptedEvidence.accepted_at)
    accepted = accepted.join(User, User.id == AcceptedEvidence.user_id).where(theirs)
    each = union_all(attended, completed, accepted).subquery("each_time")
    once = select(each.c.person_id, each.c.course_id, func.max(each.c.at, type_=each.c.at.type).label("at"))
    return once.group_by(each.c.person_id, each.c.course_id).subquery("latest")


def _fits(
    latest: Subquery, standing: RefresherStanding | None, course_id: int | None, today: date
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if course_id is not None:
        conditions.append(latest.c.course_id == course_id)
    if standing is not None:
        courses = db.session.scalars(select(Course)).all()
        conditions.append(_standing(latest.c.at, courses, today) == standing.value)
    return conditions


def _standing(at: ColumnElement[datetime], courses: Iterable[Course], today: date) -> ColumnElement[Any]:
    """SQL for `rules.refresher_standing` of a course attended last at an instant; null where it isn't due again."""
    of_years = sorted({course.refresh_years for course in courses if course.refresh_years and not course.is_retired})
    if not of_years:
        return null()
    asks = and_(Course.refresh_years.is_not(None), Course.is_retired.is_(False))
    first_that_is_not = {
        RefresherStanding.OVERDUE: today,
        RefresherStanding.SOON: today + rules.DUE_SOON + rules.A_DAY,
    }
    whens = [
        (
            and_(
                asks,
                or_(
                    *(
                        and_(Course.refresh_years == years, at < _begins(rules.last_day_for(due, years)))
                        for years in of_years
                    )
                ),
            ),
            literal(standing.value),
        )
        for standing, due in first_that_is_not.items()
    ]
    return case(*whens, (asks, literal(RefresherStanding.CURRENT.value)), else_=null())


def _begins(day: date) -> datetime:
    return clock.from_london(day, time())
