"""What a person or an agency has behind them, as far as a session's rules ask."""

from datetime import UTC, datetime

from sqlalchemy import exists, func, select

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.agency_holds import queries as holds
from app.booking.eligibility import connection
from app.booking.eligibility.models import AcceptedEvidence
from app.booking.models import Booking
from app.booking.states import LIVE, BookingState, Outcome
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession

EVER = datetime(1900, 1, 1, tzinfo=UTC)


def has_attended(person: User, course: Course, *, since: datetime) -> bool:
    """Whether they were at the whole of a session of the course that began since then."""
    wanted = exists().where(
        Booking.practitioner_id == person.id,
        connection.was_there_throughout(),
        Booking.session_id == TrainingSession.id,
        TrainingSession.course_id == course.id,
        TrainingSession.starts_at >= since,
    )
    return bool(db.session.scalar(select(wanted)))


def has_evidence(person: User, course: Course) -> bool:
    """Whether the office has accepted something else for having attended the course."""
    wanted = exists().where(AcceptedEvidence.user_id == person.id, AcceptedEvidence.course_id == course.id)
    return bool(db.session.scalar(select(wanted)))


def evidence(person: User, course: Course) -> AcceptedEvidence | None:
    wanted = select(AcceptedEvidence).where(AcceptedEvidence.user_id == person.id)
    return db.session.scalar(wanted.where(AcceptedEvidence.course_id == course.id))


def evidence_of(person: User) -> list[tuple[Course, AcceptedEvidence]]:
    wanted = select(Course, AcceptedEvidence).join(AcceptedEvidence, AcceptedEvidence.course_id == Course.id)
    rows = db.session.execute(wanted.where(AcceptedEvidence.user_id == person.id).order_by(Course.title))
    return [(course, evidence) for course, evidence in rows]


def absences(person: User, *, since: datetime) -> int:
    """How many sessions since then they missed without an explanation."""
    wanted = (
        select(func.count())
        .select_from(Booking)
        .join(Booking.session)
        .where(
            Booking.practitioner_id == person.id,
            Booking.outcome == Outcome.NO_SHOW,
            TrainingSession.starts_at >= since,
        )
    )
    return db.session.scalar(wanted) or 0


def claims_of_agency(session: TrainingSession, agency: Agency, *, at: datetime) -> int:
    """How many of an agency have, hold or wait for a place, those of agencies merged into it among them, with a name or
    without.

    What is merely asked for keeps no place: it counts once its address is confirmed.
    """
    wanted = (
        select(func.count())
        .select_from(Booking)
        .where(
            Booking.session_id == session.id,
            Booking.state.in_(LIVE),
            Booking.state != BookingState.ASKED,
            Booking.agency_id.in_(people.family(agency)),
            ~Booking.is_hold_over(at),
        )
    )
    return (db.session.scalar(wanted) or 0) + holds.held_by_agency(session, agency, at=at)
