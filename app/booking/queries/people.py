"""What a person or an agency has on a session, or behind them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import exists, func, select

from app.accounts.models import Agency, User
from app.accounts.queries import family
from app.booking.models import LIVE, AcceptedEvidence, Booking, BookingState, Outcome
from app.booking.queries.places import SHOWN, live_booking
from app.booking.rules import Availability, overlap, why_not_now
from app.database import db
from app.programme.models import Course, Material, TrainingSession
from app.programme.queries import materials

_EVER = datetime(1900, 1, 1, tzinfo=UTC)
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


def materials_for(person: User, course: Course) -> list[Material]:
    """What a person may download of a course: with a place, what is for everybody; having been there, all of it."""
    was_there = has_attended(person, course, since=_EVER)
    booked = exists().where(
        Booking.practitioner_id == person.id,
        Booking.state == BookingState.BOOKED,
        Booking.outcome.is_(None),
        Booking.session_id == TrainingSession.id,
        TrainingSession.course_id == course.id,
    )
    if not was_there and not db.session.scalar(select(booked)):
        return []
    return [material for material in materials(course) if was_there or not material.is_for_attendees]


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
        .where(
            Booking.session_id == session.id,
            Booking.state.in_(LIVE),
            Booking.agency_id.in_(family(agency)),
            ~lapsed,
        )
    )
    return db.session.scalar(wanted) or 0


def bookings_of_agency(agency: Agency) -> list[Booking]:
    """What an agency's people have booked, wait for or attended, latest session first.

    Those of agencies merged into it are among them; holds and lapsed ones aren't.
    """
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(Booking.agency_id.in_(family(agency)), Booking.state.in_(SHOWN))
        .order_by(TrainingSession.starts_at.desc(), Booking.name, Booking.id)
    )
    return list(db.session.scalars(wanted))


def booking_of_agency(booking_id: int, agency: Agency | None) -> Booking | None:
    """A booking of somebody of this agency; anybody else's is as good as none."""
    if agency is None:
        return None
    own = (Booking.agency_id.in_(family(agency)), Booking.state.in_(SHOWN))
    return db.session.scalar(select(Booking).where(Booking.id == booking_id, *own))


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


@dataclass(frozen=True)
class Ticked:
    """One of several sessions to be booked: what else is on at its time, and why it can't be booked, if it can't."""

    session: TrainingSession
    clashes: list[TrainingSession]
    why_not: str
    can_wait: bool


def ticked(
    session: TrainingSession,
    all_ticked: list[TrainingSession],
    places: Availability,
    *,
    person: User | None,
    at: datetime,
) -> Ticked:
    """What to say of a session before it is booked with others; the rules are asked again when it is."""
    standing = live_booking(session.id, person.id) if person else None
    has_a_claim = standing is not None and not standing.is_pending
    why_not = why_not_now(session, places, has_a_claim=has_a_claim, at=at)
    can_wait = places.is_full and not why_not_now(session, Availability(1, 0), has_a_claim=has_a_claim, at=at)
    others = [other for other in all_ticked if overlap(session, other)]
    mine = [other for other in clashes(person, session) if other not in others] if person else []
    return Ticked(session, [*others, *mine], why_not, can_wait)
