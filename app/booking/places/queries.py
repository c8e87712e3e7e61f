"""What is held, and what is ticked, together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import User
from app.booking.eligibility.rules_verdict import verdict_of
from app.booking.models import Booking
from app.booking.queries import clashes, live_booking
from app.booking.rules import Availability, overlap
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def holds_over(*, at: datetime) -> list[int]:
    """The numbers of the bookings whose time for confirming the address is over, in the order of locking."""
    wanted = select(Booking.id).where(Booking.is_hold_over(at)).order_by(Booking.session_id, Booking.id)
    return list(db.session.scalars(wanted))


def held_together(booking: Booking) -> list[Booking]:
    """The pending bookings that one code confirms, this one among them, in the order of their sessions."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(
            Booking.proof_id == booking.proof_id,
            Booking.is_pending,
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
    has_a_claim = person is not None and live_booking(session.id, person.id) is not None
    verdict = verdict_of(session, at=at, places=places)
    why_not = CLAIMED_ALREADY if has_a_claim and verdict.takes_names else verdict.why_not
    others = [other for other in all_ticked if overlap(session, other)]
    mine = [other for other in clashes(person, session) if other not in others] if person else []
    return Ticked(session, [*others, *mine], why_not, verdict.can_be_waited_for and not has_a_claim)


CLAIMED_ALREADY = "You have booked it, or wait for it, already."
