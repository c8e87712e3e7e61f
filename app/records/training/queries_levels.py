"""Who of an agency has never attended a course of a level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.sql.elements import SQLCoreOperations

from app.accounts.models import Agency, User
from app.accounts.people import queries as people_queries
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.records.training.queries_agency import latest_of_agency
from app.web.paging import Page, page_of

PER_PAGE = 50
MOST_IN_A_FILE = 20_000


@dataclass(frozen=True)
class NeverAttended:
    """A person, and the session of the level that they have booked next, if they have."""

    person: User
    booked: TrainingSession | None


@dataclass(frozen=True)
class LevelCount:
    """Of how many people of an agency how many have never attended the level."""

    never: int
    people: int


def levels() -> list[str]:
    """Those that courses have, the first first; a course for all of them is of none."""
    wanted = select(Course.level).where(Course.level != "", ~Course.level.istartswith("all")).distinct()
    return list(db.session.scalars(wanted.order_by(Course.level)))


def how_many_never(agency: Agency, level: str) -> LevelCount:
    people = select(func.count()).select_from(User).where(*_of(agency))
    never = select(func.count()).select_from(_never(agency, level).subquery())
    return LevelCount(db.session.scalar(never) or 0, db.session.scalar(people) or 0)


def page_of_never(agency: Agency, level: str, *, at: datetime, page: int) -> Page[NeverAttended]:
    """By name. What was learned by e-learning, or accepted in a course's place, counts as attended."""
    found = page_of(_never(agency, level).order_by(User.search_text), page=page, per_page=PER_PAGE)
    return found.showing(_with_bookings(found.items, level, at=at))


def all_never(agency: Agency, level: str, *, at: datetime) -> list[NeverAttended]:
    """For a file."""
    wanted = _never(agency, level).order_by(User.search_text).limit(MOST_IN_A_FILE)
    return _with_bookings(db.session.scalars(wanted).unique().all(), level, at=at)


def _of(agency: Agency) -> list[SQLCoreOperations[bool]]:
    return [User.agency_id.in_(people_queries.family(agency)), ~User.is_provisional, User.stands, ~User.is_disabled]


def _never(agency: Agency, level: str) -> Select[User]:
    attended = latest_of_agency(agency)
    has = select(attended.c.person_id).join(Course, Course.id == attended.c.course_id).where(Course.level == level)
    return select(User).where(*_of(agency), User.id.not_in(has))


def _with_bookings(people: Sequence[User], level: str, *, at: datetime) -> list[NeverAttended]:
    if not people:
        return []
    wanted = (
        select(Booking)
        .join(Booking.session)
        .join(Course, Course.id == TrainingSession.course_id)
        .join(User, User.id == Booking.practitioner_id)
        .where(
            User.agency_id.in_({person.agency_id for person in people}),
            Booking.state == BookingState.BOOKED,
            Course.level == level,
            ~TrainingSession.has_started(at),
        )
        .order_by(TrainingSession.starts_at.desc(), Booking.id)
    )
    soonest = {each.practitioner_id: each.session for each in db.session.scalars(wanted)}
    return [NeverAttended(person, soonest.get(person.id)) for person in people]
