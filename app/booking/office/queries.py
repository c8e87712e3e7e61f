"""What the office can book, or offer instead, to whom it writes, and which letters are about a session."""

from datetime import datetime

from sqlalchemy import select

from app.agency_holds.models import AgencyHold
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.models import Booking
from app.booking.office.rules_letters import Recipients
from app.booking.queries import availability, of_session
from app.core.database import db
from app.notifications.rules import SessionLetters
from app.programme.models_sessions import TrainingSession
from app.programme.models_trainers import TrainerRequest
from app.web.formatting import short_date


def sessions_to_book(*, at: datetime) -> list[TrainingSession]:
    """What the office can book for somebody: published, still to come, with or without places; soonest first."""
    wanted = select(TrainingSession).where(TrainingSession.is_published, ~TrainingSession.has_started(at))
    coming = db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id))
    return [session for session in coming if verdict_of(session, at=at, waives_dates=True).takes_names]


def letters_of_session(session_id: int) -> SessionLetters | None:
    """Those to everybody who has, had or wanted a place on it, to who holds places or trains, and about itself."""
    session = db.session.get(TrainingSession, session_id)
    if session is None:
        return None
    bookings = db.session.scalars(select(Booking.id).where(Booking.session_id == session_id))
    abouts = [
        about for number in bookings for about in (f"booking-{number}", f"booking-{number}-days", f"together-{number}")
    ]
    for kind in (AgencyHold, TrainerRequest):
        numbers = db.session.scalars(select(kind.id).where(kind.session_id == session_id))
        abouts += [f"{kind.ABOUT}{number}" for number in numbers]
    return SessionLetters(f"{session.title}, {short_date(session.days[0].on)}", [f"session-{session_id}", *abouts])


def other_dates(session: TrainingSession, *, at: datetime, how_many: int = 5) -> list[TrainingSession]:
    """The next dates of the same course that have places and that people book; bespoke ones are nobody else's."""
    wanted = select(TrainingSession).where(
        TrainingSession.course_id == session.course_id,
        TrainingSession.id != session.id,
        TrainingSession.is_published,
        ~TrainingSession.has_started(at),
    )
    coming = list(db.session.scalars(wanted.order_by(TrainingSession.starts_at)))
    places = availability(coming, at=at)
    verdicts = {other: verdict_of(other, at=at, places=places[other.id], waives_dates=True) for other in coming}
    return [other for other, verdict in verdicts.items() if other.is_on_show and verdict.can_be_booked][:how_many]


def recipients(session: TrainingSession, whom: Recipients) -> list[Booking]:
    """By name."""
    wanted = whom.outcomes
    return [each for each in of_session(session, *whom.states) if wanted is None or each.outcome in wanted]
