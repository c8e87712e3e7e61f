"""The bookings of an agency."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.agency_holds import queries as holds
from app.agency_holds.models import AgencyHold
from app.booking.agency_lead.rules import AskedBookings, Shown
from app.booking.models import Booking
from app.booking.queries import SHOWN_TO_THE_PERSON
from app.booking.states import TO_COME, BookingState
from app.core.database import db
from app.personal.rules_searching import plain
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.web.paging import Page, page_of

PER_PAGE = 25
MOST_IN_A_FILE = 20_000


def bookings_of_agency(
    agency: Agency, asked: AskedBookings, words: str, *, at: datetime, page: int = 1
) -> Page[Booking]:
    """What an agency's people have booked, wait for or had, a page at a time; of what is over the latest first.

    Here as below, those of agencies merged into it are among them; holds and lapsed ones aren't. Each of the words is
    in somebody's name or address. The numbers alone are put in order; only those of the page are read whole.
    """
    found = page_of(_asked_for(agency, asked, words, Booking.id, at=at), page=page, per_page=PER_PAGE)
    bookings = {each.id: each for each in db.session.scalars(select(Booking).where(Booking.id.in_(found.items)))}
    return found.showing([bookings[number] for number in found.items])


def bookings_for_file(agency: Agency, asked: AskedBookings, words: str, *, at: datetime) -> Sequence[Booking]:
    """All that the pages show, in the same order, as many as a file holds."""
    wanted = _asked_for(agency, asked, words, Booking, at=at)
    return db.session.scalars(wanted.limit(MOST_IN_A_FILE)).unique().all()


def how_many(agency: Agency, *, at: datetime) -> dict[Shown, int]:
    """Of what is to come: how much is booked, and waited for."""
    counted = select(Booking.state, func.count()).join(Booking.session).group_by(Booking.state)
    rows = db.session.execute(counted.where(*_of_agency(agency), _is_to_come(at)))
    numbers: dict[BookingState, int] = dict(rows.all())
    booked = numbers.pop(BookingState.BOOKED, 0)
    return {Shown.COMING: booked, Shown.WAITING: sum(numbers.values())}


def courses_of_agency(agency: Agency) -> list[tuple[int, str]]:
    """The courses that its people have booked, by title."""
    wanted = (
        select(Course.id, Course.title)
        .where(
            Course.id.in_(
                select(TrainingSession.course_id)
                .join(Booking, Booking.session_id == TrainingSession.id)
                .where(*_of_agency(agency))
            )
        )
        .order_by(Course.title, Course.id)
    )
    return [(number, title) for number, title in db.session.execute(wanted)]


def booking_of_agency(booking_id: int, agency: Agency | None) -> Booking | None:
    """A booking of somebody of this agency; anybody else's is as good as none."""
    if agency is None:
        return None
    return db.session.scalar(select(Booking).where(Booking.id == booking_id, *_of_agency(agency)))


def hold_of_ones_agency(hold_id: int, agency: Agency | None) -> AgencyHold | None:
    """What an agency holds; anybody else's is as good as none."""
    hold = holds.hold(hold_id)
    return hold if hold and agency and hold.agency_id in people.family(agency) else None


def _of_agency(agency: Agency) -> tuple[ColumnElement[bool], ...]:
    return Booking.agency_id.in_(people.family(agency)), Booking.state.in_(SHOWN_TO_THE_PERSON)


def _asked_for(agency: Agency, asked: AskedBookings, words: str, what: Any, *, at: datetime) -> Select[Any]:
    wanted = select(what).join(TrainingSession, TrainingSession.id == Booking.session_id)
    wanted = wanted.join(User, User.id == Booking.practitioner_id).where(*_of_agency(agency), _is(asked.shown, at))
    wanted = wanted.where(*(User.search_text.contains(word, autoescape=True) for word in plain(words).split()))
    if asked.course_id is not None:
        wanted = wanted.where(TrainingSession.course_id == asked.course_id)
    starts = TrainingSession.starts_at.desc() if asked.shown is Shown.PAST else TrainingSession.starts_at
    return wanted.order_by(starts, TrainingSession.id, Booking.name, Booking.id)


def _is(shown: Shown, at: datetime) -> ColumnElement[bool]:
    if shown is Shown.PAST:
        return ~_is_to_come(at)
    is_booked = Booking.state == BookingState.BOOKED
    return and_(_is_to_come(at), is_booked if shown is Shown.COMING else ~is_booked)


def _is_to_come(at: datetime) -> ColumnElement[bool]:
    return and_(Booking.state.in_(TO_COME), ~TrainingSession.has_started(at))
