"""What the demo shows beside its bookings: a waiting list, a day that is marked, certificates, training elsewhere."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.attendance.registers import services as registers
from app.booking.claims.services_delegates import delegate_of
from app.booking.eligibility import queries as eligibility
from app.booking.eligibility.services_exceptions import accept_evidence
from app.booking.models import Booking
from app.booking.places import services as places
from app.booking.queries import availability, on_the_register
from app.booking.states import Outcome
from app.booking.waiting_list import services as waiting_list
from app.core.database import db
from app.core.errors import Refusal
from app.demo.people.people import DemoPeople
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.records.certificates import services as certificates


def add_extras(people: DemoPeople, *, at: datetime) -> None:
    _book_for_the_practitioner(people.practitioner, at)
    _waiting_list(people.delegates, at)
    _first_day_marked(by=people.manager, at=at)
    _certificates(people.practitioner, at=at)
    _evidence(people.delegates, people.practitioner, by=people.manager, at=at)


def _book_for_the_practitioner(practitioner: User, at: datetime) -> None:
    wanted = (
        select(TrainingSession)
        .join(Course)
        .where(TrainingSession.starts_at > at + timedelta(days=8), Course.strand == Strand.CORE_TOPIC)
        .order_by(Course.title != "Complex Neglect", TrainingSession.starts_at)
    )
    for session in db.session.scalars(wanted):
        try:
            places.book_place(session, delegate_of(practitioner), by=practitioner, at=at)
        except Refusal:
            continue
        return


def _waiting_list(delegates: list[User], at: datetime) -> None:
    """Three people wait for the first full core topic."""
    coming = (
        select(TrainingSession)
        .join(Course)
        .where(TrainingSession.starts_at > at + timedelta(days=3), Course.strand == Strand.CORE_TOPIC)
    )
    sessions = list(db.session.scalars(coming.order_by(TrainingSession.starts_at)))
    left = availability(sessions, at=at)
    full = next((session for session in sessions if left[session.id].is_full), None)
    if full is None:
        return
    joined = 0
    for delegate in reversed(delegates):
        try:
            waiting_list.join_waiting_list(
                full, delegate_of(delegate), by=delegate, at=at - timedelta(hours=5 - joined)
            )
        except Refusal:
            continue  # booked on it already
        joined += 1
        if joined == 3:
            return


def _first_day_marked(*, by: User, at: datetime) -> None:
    """Of a course of two days the first is over: two people weren't there for all of it."""
    under_way = select(TrainingSession).where(TrainingSession.starts_at < at, TrainingSession.ends_at > at)
    for session in db.session.scalars(under_way).all():
        first, *more = session.days
        people = on_the_register(session)
        if not more or first.ends_at > at or len(people) < 3:
            continue
        registers.mark(people[0], Outcome.EXCUSED, on=first.on, said_by="the line manager, by telephone", by=by, at=at)
        registers.mark(people[1], Outcome.LEFT_EARLY, on=first.on, by=by, at=at)
        registers.mark_everyone_attended(session, on=first.on, by=by, at=at)


def _certificates(practitioner: User, *, at: datetime) -> None:
    """Those that are earned; and the demo practitioner was there three times, in somebody else's place."""
    answered = (
        select(Booking)
        .join(Booking.session)
        .join(Course)
        .join(Issued, Issued.booking_id == Booking.id)
        .where(
            Booking.outcome == Outcome.ATTENDED,
            Issued.stage == Stage.POST_COURSE,
            Issued.answered_at.is_not(None),
            Course.refresh_years.is_not(None),
        )
        .order_by(TrainingSession.starts_at, Booking.id)
    )
    first_of_session = {booking.session_id: booking for booking in reversed(db.session.scalars(answered).all())}
    theirs = sorted(first_of_session.values(), key=lambda booking: booking.session.starts_at)
    for booking in theirs[:: max(1, len(theirs) // 3)]:
        booking.practitioner, booking.name, booking.agency = practitioner, practitioner.name, practitioner.agency
    db.session.flush()
    while certificates.issue_certificates(at=at):
        pass


def _evidence(delegates: list[User], practitioner: User, *, by: User, at: datetime) -> None:
    """Colleagues of the demo's people attended elsewhere, long enough ago to be due or overdue."""
    course = db.session.scalars(select(Course).where(Course.title == "Fundamental Safeguarding")).one()
    colleagues = [each for each in delegates if each.agency is practitioner.agency]
    newcomers = [
        each for each in colleagues if not eligibility.has_attended(each, course, since=at - timedelta(days=1000))
    ]
    for number, person in enumerate(newcomers[:6]):
        accepted = at - timedelta(days=730 + 40 - 25 * number)
        accept_evidence(person, course, words="A certificate of another partnership", by=by, at=accepted)
