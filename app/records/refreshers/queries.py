"""Whom a refresher comes due for."""

from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import User
from app.attendance.registers import queries as registers
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.models import Booking
from app.booking.states import TO_COME
from app.core.clock import from_london
from app.core.database import db
from app.elearning.models import ELearningCompletion
from app.notifications import queries as notifications
from app.notifications.models_subscriptions import Subscription
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.records.refreshers.models import RefresherNotice
from app.records.refreshers.rules import IS_NEWS_FOR, TOPIC
from app.records.training.rules import A_DAY, DUE_SOON, last_day_for


def subscription_of(person: User) -> Subscription | None:
    return notifications.subscription_of(TOPIC, person.email)


def refresh_years() -> dict[int, int]:
    """By course: for how many years it counts. Courses that are never due again aren't named."""
    wanted = select(Course.id, Course.refresh_years).where(Course.is_retired.is_(False)).order_by(Course.id)
    return {course_id: years for course_id, years in db.session.execute(wanted) if years}


def people_it_comes_due_for(*, today: date) -> list[int]:
    """The numbers of those who attended, completed or had something accepted so long ago that it is due about now.

    Some of them have attended again since, or know already: who is to be told is seen from their whole record. It looks
    at the dates that count alone, not at all of history.
    """
    years = sorted(set(refresh_years().values()))
    if not years:
        return []
    attended = (
        select(Booking.practitioner_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(_falls_due(TrainingSession.ends_at, years, today), registers.was_there_throughout())
    )
    completed = (
        select(ELearningCompletion.user_id)
        .join(Course, Course.id == ELearningCompletion.course_id)
        .where(_falls_due(ELearningCompletion.completed_at, years, today))
    )
    accepted = (
        select(AcceptedEvidence.user_id)
        .join(Course, Course.id == AcceptedEvidence.course_id)
        .where(_falls_due(AcceptedEvidence.accepted_at, years, today))
    )
    someone = union(attended, completed, accepted).subquery("someone")
    wanted: Select[int] = select(User.id).where(
        User.id.in_(select(someone)), User.stands, ~User.is_provisional, ~User.is_disabled
    )
    return list(db.session.scalars(wanted.order_by(User.id)))


def _falls_due(at: InstrumentedAttribute[datetime], years: list[int], today: date) -> ColumnElement[bool]:
    """SQL: of a course that is taught, at an instant from which it comes due in the days that are news."""
    windows = [
        and_(
            Course.refresh_years == count,
            at >= from_london(last_day_for(today - IS_NEWS_FOR, count), time()),
            at < from_london(last_day_for(today + DUE_SOON, count) + A_DAY, time()),
        )
        for count in years
    ]
    return and_(Course.is_retired.is_(False), or_(*windows))


def people(numbers: Collection[int]) -> list[User]:
    return list(db.session.scalars(select(User).where(User.id.in_(numbers)).order_by(User.id)))


def who_stopped(among: Collection[str]) -> set[str]:
    """Of these addresses, those that want to hear of no refresher."""
    wanted = select(Subscription.email).where(Subscription.topic == TOPIC, Subscription.ended_at.is_not(None))
    return set(db.session.scalars(wanted.where(Subscription.email.in_(among))))


def booked_courses(numbers: Collection[int], *, at: datetime) -> dict[int, set[int]]:
    """By person: the courses that they have a place on, or wait for, in time to come."""
    wanted = (
        select(Booking.practitioner_id, TrainingSession.course_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(Booking.practitioner_id.in_(numbers), Booking.state.in_(TO_COME), ~TrainingSession.has_ended(at))
    )
    found: dict[int, set[int]] = {}
    for person_id, course_id in db.session.execute(wanted):
        found.setdefault(person_id, set()).add(course_id)
    return found


def told(numbers: Collection[int]) -> dict[int, set[tuple[int, date]]]:
    """By person: of which courses they were told, and when each was due."""
    wanted = select(RefresherNotice.user_id, RefresherNotice.course_id, RefresherNotice.due_on)
    found: dict[int, set[tuple[int, date]]] = {}
    for person_id, course_id, due in db.session.execute(wanted.where(RefresherNotice.user_id.in_(numbers))):
        found.setdefault(person_id, set()).add((course_id, due))
    return found
