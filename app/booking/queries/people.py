"""What a person or an agency has on a session, or behind them."""

from datetime import datetime

from sqlalchemy import exists, func, or_, select

from app.accounts.models import Agency, User
from app.booking.models import LIVE, AcceptedEvidence, Booking, BookingState, Outcome
from app.booking.rules import overlap
from app.database import db
from app.programme.models import Course, TrainingSession

_WAS_THERE = (Outcome.ATTENDED, Outcome.WALK_IN)


def has_attended(person: User, course: Course, *, since: datetime) -> bool:
    """Whether they were at the whole of a session of the course that began since then."""
    wanted = exists().where(
        Booking.practitioner_id == person.id,
        Booking.outcome.in_(_WAS_THERE),
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
    """How many of an agency have, hold or wait for a place, those of agencies merged into it among them."""
    lapsed = Booking.state.in_((BookingState.HELD, BookingState.UNCONFIRMED)) & (Booking.held_until <= at)
    wanted = (
        select(func.count())
        .select_from(Booking)
        .join(Agency, Agency.id == Booking.agency_id)
        .where(
            Booking.session_id == session.id,
            Booking.state.in_(LIVE),
            ~lapsed,
            or_(Agency.id == agency.id, Agency.merged_into_id == agency.id),
        )
    )
    return db.session.scalar(wanted) or 0


def clashes_with(booking: Booking) -> list[TrainingSession]:
    """The sessions on which the person of a booking has another claim at the same time."""
    return clashes(booking.practitioner, booking.session)


def clashes(person: User, session: TrainingSession) -> list[TrainingSession]:
    """The other sessions that a person has booked, or waits for, at the time of this one; soonest first."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            Booking.practitioner_id == person.id,
            Booking.state.in_((BookingState.BOOKED, BookingState.WAITING, BookingState.OFFERED)),
            TrainingSession.starts_at < session.ends_at,
            TrainingSession.ends_at > session.starts_at,
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return [other.session for other in db.session.scalars(wanted) if overlap(session, other.session)]


def held_together(booking: Booking) -> list[Booking]:
    """The pending bookings that one code confirms, this one among them, in the order of their sessions."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            Booking.proof_id == booking.proof_id,
            Booking.state.in_((BookingState.HELD, BookingState.UNCONFIRMED)),
        )
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    )
    return list(db.session.scalars(wanted))
