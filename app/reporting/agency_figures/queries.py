"""The bookings of one agency, and which of the leads the quarterly mail is still to be written to."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from app.accounts.models import Agency, User
from app.accounts.people.queries import family
from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.core.clock import to_london
from app.core.database import db
from app.core.roles import Role
from app.notifications.models_subscriptions import Subscription
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.periods import year_dates
from app.reporting.agency_figures.models import AgencyFiguresLetter
from app.reporting.agency_figures.rules import TOPIC, OwnBooking, OwnFigures, Quarter, own_figures
from app.reporting.figures.queries_alike import HAD_A_PLACE
from app.reporting.figures.queries_rows import ReportScope, kind_of_row


def figures_of_agency(agency: Agency, year: str, *, at: datetime) -> OwnFigures:
    """Of it and of those that merged into it, under the names of today. One query, and one for the merged."""
    return own_figures(year, _bookings(agency, year, at=at), to_london(at).date())


def _bookings(agency: Agency, year: str, *, at: datetime) -> list[OwnBooking]:
    refill = aliased(Booking)
    is_refilled = exists().where(refill.refills_id == Booking.id)
    is_closed = exists().where(Register.session_id == TrainingSession.id)
    wanted = (
        ReportScope(*year_dates(year), at)
        .sessions()
        .join(Course, Course.id == TrainingSession.course_id)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(Booking.agency_id.in_(family(agency)), Booking.state.in_(HAD_A_PLACE), kind_of_row() == "")
        .add_columns(
            Booking.id,
            Booking.practitioner_id,
            Course.title,
            TrainingSession.starts_at,
            Booking.state,
            Booking.outcome,
            is_refilled,
            TrainingSession.is_cancelled,
            is_closed,
        )
    )
    return [
        OwnBooking(booking, person, course, _quarter(to_london(starts_at).date()), state, outcome, *rest)
        for booking, person, course, starts_at, state, outcome, *rest in db.session.execute(wanted)
    ]


def _quarter(day: date) -> int:
    return (day.month - 4) % 12 // 3 + 1


def subscription_of(lead: User) -> Subscription | None:
    wanted = select(Subscription).where(Subscription.topic == TOPIC, Subscription.email == lead.email)
    return db.session.scalar(wanted)


def leads_to_tell(quarter: Quarter, *, among: Iterable[int] | None = None) -> list[User]:
    """Leads of an agency who haven't stopped the mail, and whom nobody has written to about the quarter. One query."""
    stopped_or_told = (
        select(Subscription.id)
        .outerjoin(
            AgencyFiguresLetter,
            and_(
                AgencyFiguresLetter.subscription_id == Subscription.id,
                AgencyFiguresLetter.quarter == quarter.dates[0],
            ),
        )
        .where(Subscription.topic == TOPIC, Subscription.email == User.email)
        .where(Subscription.ended_at.is_not(None) | AgencyFiguresLetter.id.is_not(None))
        .exists()
    )
    wanted = (
        select(User)
        .where(User.role == Role.AGENCY_LEAD, User.agency_id.is_not(None), ~User.is_disabled, User.stands)
        .where(~stopped_or_told)
        .order_by(User.id)
    )
    if among is not None:
        wanted = wanted.where(User.id.in_(among))
    return list(db.session.scalars(wanted))
