"""The demo's bookings and their outcomes: what a year and a half would have left behind."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.attendance.registers.models import Register
from app.booking.claims.services_delegates import delegate_of
from app.booking.delegates import AcceptedTerms
from app.booking.models import Booking
from app.booking.states import BookingState, Channel, Outcome
from app.core.database import db
from app.demo.people.people import DemoPeople
from app.programme.models_sessions import TrainingSession
from app.terms.models import Policy

OUTCOMES = {
    Outcome.ATTENDED: 860,
    Outcome.NO_SHOW: 55,
    Outcome.EXCUSED: 35,
    Outcome.LATE_CANCELLED: 25,
    Outcome.LEFT_EARLY: 15,
    Outcome.LATE_REFUSED: 10,
}

THE_FULL_ONE = "Trio of Vulnerabilities"
"""The course on whose next dates there is never a place."""

WHY_LATE = ("A court date.", "My child is ill.", "A strategy meeting at short notice.", "We are two short today.")
DIETARY_NEEDS = ["Vegetarian", "Vegan", "Halal", "No nuts"]
ACCESS_NEEDS = ["Step-free access", "Hearing loop", "Large-print handouts", "A seat near the door"]


@dataclass
class History:
    """Everything that happened around the sessions already loaded."""

    at: datetime
    chance: random.Random
    people: DemoPeople
    policy: Policy

    def write(self) -> None:
        for session in db.session.scalars(select(TrainingSession).order_by(TrainingSession.starts_at)).all():
            self._fill(session)
        db.session.flush()

    def _fill(self, session: TrainingSession) -> None:
        """Bookings by how near the session is; outcomes and a closed register where it is over."""
        if session.is_open or session.is_draft:
            return
        is_over = session.ends_at <= self.at
        is_full = session.title == THE_FULL_ONE
        share = 0.98 if is_over else 1.0 if is_full else self.chance.choice([0.35, 0.6, 0.75, 0.9, 1.0])
        most = min(session.places, len(self.people.delegates) // 2)
        *people, walk_in = self.chance.sample(self.people.delegates, max(1, int(most * share)) + 1)
        is_closed = is_over and session.ends_at < self.at - timedelta(days=5)
        rows = [self._booking(session, person, is_closed) for person in people]
        if is_closed:
            rows.append(self._walk_in(session, walk_in))
            closed_by_id = self.people.manager.id
            db.session.add(Register(session_id=session.id, closed_at=session.ends_at, closed_by_id=closed_by_id))
        db.session.add_all(rows)

    def _booking(self, session: TrainingSession, person: User, is_closed: bool) -> Booking:
        booked_at = min(session.starts_at, self.at) - timedelta(days=self.chance.randint(9, 60))
        booking = Booking.from_snapshot(
            delegate_of(person).snapshot(person.agency),
            session=session,
            practitioner=person,
            terms=AcceptedTerms(self.policy, accepted_at=booked_at, free_until=None),
            at=booked_at,
        )
        booking.book(booked_at)
        if self.chance.random() < 0.05:
            booking.access_needs = self.chance.choice(ACCESS_NEEDS)
        if self.chance.random() < 0.08:
            booking.dietary_needs = self.chance.choice(DIETARY_NEEDS)
        if is_closed:
            outcome = self.chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
            if outcome is Outcome.LATE_CANCELLED:
                cancelled_at = session.starts_at - timedelta(hours=self.chance.randint(2, 30))
                booking.cancel(
                    late=True, by=person, channel=Channel.WEBSITE, reason=self.chance.choice(WHY_LATE), at=cancelled_at
                )
            else:
                booking.mark(outcome, session.ends_at)
        return booking

    def _walk_in(self, session: TrainingSession, person: User) -> Booking:
        return Booking(
            session=session,
            practitioner=person,
            state=BookingState.WALKED_IN,
            outcome=Outcome.WALK_IN,
            name=person.name,
            agency=person.agency,
            created_at=session.starts_at,
        )
