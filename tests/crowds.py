"""Many people at once, as they stand in the database, so that much is due to them."""

from sqlalchemy import insert, select

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models_sessions import TrainingSession
from app.terms.policies.queries import policy_in_force
from tests import builders


def people_who_came(how_many: int, name: str = "came") -> list[str]:
    """They attended yesterday, so a post-course questionnaire is due to each. Their addresses."""
    attended = [builders.a_past_session(places=max(1, how_many // 5)) for _ in range(5)]
    book(how_many, attended, name, Outcome.ATTENDED)
    return [f"{name}{number}@example.org" for number in range(how_many)]


def people_who_did_not_come(how_many: int, name: str = "absent") -> list[int]:
    """They are on a closed register, so a charge is due for each. The ids of their bookings, in order."""
    session = builders.a_past_session(places=how_many)
    builders.a_closed_register(session)
    book(how_many, [session], name, Outcome.NO_SHOW)
    of_session = select(Booking.id).where(Booking.session_id == session.id)
    return sorted(db.session.scalars(of_session))


def book(how_many: int, sessions: list[TrainingSession], name: str, outcome: Outcome) -> None:
    """That many bookings of as many people, spread over the sessions, as they stand in the database."""
    who = {"role": Role.PRACTITIONER, "agency_id": builders.an_agency().id, "created_at": clock.now()}
    people = [{"name": f"{name} {n}", "email": f"{name}{n}@example.org", **who} for n in range(how_many)]
    db.session.execute(insert(User), people)
    rows = db.session.execute(select(User.id, User.name, User.agency_id).where(User.name.startswith(f"{name} ")))
    policy = policy_in_force(on=clock.today()) or builders.a_policy()
    what = {"state": BookingState.BOOKED, "outcome": outcome, "policy_id": policy.id, "created_at": clock.now()}
    bookings = [
        {
            "session_id": sessions[n % len(sessions)].id,
            "practitioner_id": user_id,
            "name": called,
            "agency_id": agency_id,
        }
        for n, (user_id, called, agency_id) in enumerate(rows)
    ]
    db.session.execute(insert(Booking), [booking | what for booking in bookings])
    db.session.commit()
