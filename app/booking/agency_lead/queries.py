"""The bookings of an agency."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, select

from app.accounts.models import Agency
from app.accounts.people import queries as people
from app.booking.models import Booking
from app.booking.queries import SHOWN_TO_THE_PERSON
from app.booking.states import TO_COME
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.web.paging import Page, page_of

PER_PAGE = 50


def coming_of_agency(agency: Agency, *, at: datetime, page: int = 1) -> Page[Booking]:
    """What an agency's people have booked or wait for, of sessions to come, the soonest first, a page at a time.

    Here as below, those of agencies merged into it are among them; holds and lapsed ones aren't.
    """
    soonest = (TrainingSession.starts_at, TrainingSession.id, Booking.name, Booking.id)
    return _a_page(_of_agency(agency).where(_is_to_come(at)).order_by(*soonest), page)


def past_of_agency(agency: Agency, *, at: datetime, page: int = 1) -> Page[Booking]:
    """What they attended or missed, and what was cancelled, the latest session first, a page at a time."""
    latest = (TrainingSession.starts_at.desc(), TrainingSession.id, Booking.name, Booking.id)
    return _a_page(_of_agency(agency).where(~_is_to_come(at)).order_by(*latest), page)


def _of_agency(agency: Agency) -> Select[int]:
    own = (Booking.agency_id.in_(people.family(agency)), Booking.state.in_(SHOWN_TO_THE_PERSON))
    return select(Booking.id).join(TrainingSession, TrainingSession.id == Booking.session_id).where(*own)


def _is_to_come(at: datetime) -> ColumnElement[bool]:
    return and_(Booking.state.in_(TO_COME), ~TrainingSession.has_started(at))


def _a_page(ids: Select[int], page: int) -> Page[Booking]:
    """The numbers alone are put in order; only those of the page are read whole."""
    found = page_of(ids, page=page, per_page=PER_PAGE)
    bookings = {each.id: each for each in db.session.scalars(select(Booking).where(Booking.id.in_(found.items)))}
    return found.showing([bookings[number] for number in found.items])


def booking_of_agency(booking_id: int, agency: Agency | None) -> Booking | None:
    """A booking of somebody of this agency; anybody else's is as good as none."""
    if agency is None:
        return None
    own = (Booking.agency_id.in_(people.family(agency)), Booking.state.in_(SHOWN_TO_THE_PERSON))
    return db.session.scalar(select(Booking).where(Booking.id == booking_id, *own))
