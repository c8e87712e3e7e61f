"""The bookings of an agency."""

from sqlalchemy import select

from app.accounts.models import Agency
from app.accounts.people import queries as people
from app.booking.models import Booking
from app.booking.queries import SHOWN_TO_THE_PERSON
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def bookings_of_agency(agency: Agency) -> list[Booking]:
    """What an agency's people have booked, wait for or attended, latest session first.

    Those of agencies merged into it are among them; holds and lapsed ones aren't.
    """
    wanted = (
        select(Booking)
        .join(Booking.session)
        .where(Booking.agency_id.in_(people.family(agency)), Booking.state.in_(SHOWN_TO_THE_PERSON))
        .order_by(TrainingSession.starts_at.desc(), Booking.name, Booking.id)
    )
    return list(db.session.scalars(wanted))


def booking_of_agency(booking_id: int, agency: Agency | None) -> Booking | None:
    """A booking of somebody of this agency; anybody else's is as good as none."""
    if agency is None:
        return None
    own = (Booking.agency_id.in_(people.family(agency)), Booking.state.in_(SHOWN_TO_THE_PERSON))
    return db.session.scalar(select(Booking).where(Booking.id == booking_id, *own))
