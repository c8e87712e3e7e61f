"""Reads of one agency: its contacts, and what its people did in a year."""

from datetime import date, datetime

from sqlalchemy import and_, case, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Agency
from app.accounts.people.queries import family
from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.programme.queries_periods import began_between
from app.records.agencies.models import AgencyContact
from app.records.agencies.rules import AgencyYear
from app.single_agency.models import SingleAgencyReturn
from app.single_agency.rules import Contact


def contact(contact_id: int) -> AgencyContact | None:
    return db.session.get(AgencyContact, contact_id)


def contacts_of(agency: Agency) -> list[AgencyContact]:
    """Those of agencies merged into it too, by name."""
    wanted = select(AgencyContact).where(AgencyContact.agency_id.in_(family(agency)))
    return list(db.session.scalars(wanted.order_by(func.lower(AgencyContact.name), AgencyContact.id)))


def contacts_for_training() -> dict[int, Contact]:
    """By the id of the agency, the contact that the office has noted for section 11, else for training."""
    said, found = func.lower(AgencyContact.what_for), dict[int, Contact]()
    wanted = select(AgencyContact).where(AgencyContact.email != "").order_by(AgencyContact.id)
    for words in ("training", "section 11"):
        for contact in db.session.scalars(wanted.where(said.contains(words))):
            found[contact.agency_id] = Contact(contact.name, contact.email, f"contact for {contact.what_for}")
    return found


def returns_of(agency: Agency) -> list[SingleAgencyReturn]:
    """What it, and those merged into it, were asked about their own training: the latest year first."""
    wanted = select(SingleAgencyReturn).where(SingleAgencyReturn.agency_id.in_(family(agency)))
    wanted = wanted.options(joinedload(SingleAgencyReturn.agency))
    return list(db.session.scalars(wanted.order_by(SingleAgencyReturn.year.desc(), SingleAgencyReturn.id)))


def year_of(agency: Agency, *, since: date, until: date, at: datetime) -> AgencyYear:
    """What the report by agency says of it, and of those merged into it, over the planned programme.

    A session counts once it has ended. A late cancellation whose place was refilled is allocated to whoever took it.
    """
    refill = aliased(Booking)
    is_refilled = exists().where(refill.refills_id == Booking.id)
    is_late = Booking.outcome == Outcome.LATE_CANCELLED
    is_allocated = and_(
        ~TrainingSession.is_cancelled, or_(Booking.state == BookingState.BOOKED, and_(is_late, ~is_refilled))
    )
    is_closed = exists().where(Register.session_id == TrainingSession.id)
    was_there = and_(Booking.state == BookingState.BOOKED, Booking.outcome == Outcome.ATTENDED)
    came = Booking.outcome.in_((Outcome.ATTENDED, Outcome.WALK_IN))
    sums = {
        "allocated": is_allocated,
        "registered": and_(is_allocated, is_closed),
        "attended": and_(was_there, ~TrainingSession.is_cancelled, is_closed),
        "walk_ins": Booking.outcome == Outcome.WALK_IN,
        "no_shows": Booking.outcome == Outcome.NO_SHOW,
        "late_cancellations": is_late,
    }
    wanted = (
        select(
            *(func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in sums.values()),
            func.count(distinct(case((came, Booking.practitioner_id)))),
        )
        .select_from(Booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(
            Booking.agency_id.in_(family(agency)),
            began_between(since, until),
            TrainingSession.has_ended(at),
            TrainingSession.is_open.is_(False),
            Course.strand.not_in((Strand.BESPOKE, Strand.E_LEARNING)),
            ~TrainingSession.is_draft,
        )
    )
    *summed, people = db.session.execute(wanted).one()
    return AgencyYear(**dict(zip(sums, map(int, summed), strict=True)), people=int(people))
