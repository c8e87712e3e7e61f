"""Which outcomes have no proposal, and which charges follow no longer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Agency, AgencyGroup
from app.attendance.registers.models import DayMark, Register
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.models import GONE, Charge, ChargeState
from app.charging.proposals import rules
from app.charging.reasons import queries as reasons
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.terms.models import Cause, Policy

# What the jobs look for


def bookings_without_proposal(among: Sequence[int], *, since: datetime, at: datetime) -> list[Booking]:
    """Of these bookings: cancellations since an instant, and outcomes of registers closed since, without a charge.

    One that is gone is none. Imported registers are history: nothing is proposed for them, nor for sessions that we
    cancelled, nor again what a person took back.
    """
    taken_back = and_(Charge.state.in_(GONE), Charge.waiver_reason.is_not(None), _follows())
    wanted = (
        select(Booking)
        .join(Booking.session)
        .join(Booking.policy)
        .outerjoin(Booking.agency)
        .where(
            Booking.id.in_(among),
            TrainingSession.is_imported.is_(False),
            ~TrainingSession.is_cancelled,
            or_(_cancelled(since, at), _marked(since, at)),
            ~exists().where(Charge.booking_id == Booking.id, or_(Charge.state.not_in(GONE), taken_back)),
        )
        .options(contains_eager(Booking.policy))
        .order_by(Booking.id)
    )
    return list(db.session.scalars(wanted))


def _cancelled(since: datetime, at: datetime) -> ColumnElement[bool]:
    """SQL for: withdrawn between two instants, at a time when it may cost something."""
    return and_(
        Booking.outcome.in_((Outcome.LATE_CANCELLED, Outcome.CANCELLED)),
        Booking.cancelled_at.between(since, at),
        Booking.moved_at.is_(None),
        or_(Booking.promised_free_until.is_(None), Booking.cancelled_at > Booking.promised_free_until),
    )


def _marked(since: datetime, at: datetime) -> ColumnElement[bool]:
    """SQL for: of a register closed or corrected between two instants, with an outcome that may cost something."""
    lately = or_(Register.closed_at.between(since, at), Booking.marked_at.between(since, at))
    pays_for_places = or_(
        func.coalesce(Booking.agency_group, Agency.group) != AgencyGroup.CONTRIBUTING,
        and_(Booking.agency_group.is_(None), Agency.merged_into_id.is_not(None)),
    )
    return and_(
        exists().where(Register.session_id == Booking.session_id, Register.closed_at <= at, lately),
        or_(
            Booking.outcome == Outcome.NO_SHOW,
            and_(Booking.outcome == Outcome.LATE_REFUSED, Policy.late_refused_percent > 0),
            and_(Booking.outcome == Outcome.LEFT_EARLY, Policy.left_early_percent > 0, ~_excused_otherwise()),
            and_(Booking.outcome.in_(rules.OUTCOMES_OF[Cause.PLACE]), pays_for_places),
        ),
    )


def _excused_otherwise() -> ColumnElement[bool]:
    """SQL for: every day that this booking wasn't here for all of is excused, so that nothing is unexplained."""
    of_booking = DayMark.booking_id == Booking.id
    unexplained = DayMark.mark.not_in((Outcome.ATTENDED, Outcome.EXCUSED))
    return and_(exists().where(of_booking), ~exists().where(of_booking, unexplained))


def follows_still(charge: Charge) -> bool:
    """Whether its booking still has the outcome that it is for."""
    wanted = select(Charge.id).join(Charge.booking).where(Charge.id == charge.id, _follows())
    return db.session.scalar(wanted) is not None


def charges_that_follow_no_longer(among: Sequence[int]) -> list[Charge]:
    """Standing ones of these bookings, where the booking came to another outcome since, or we cancelled the session.

    What is written off is owed by nobody, and stays.
    """
    wanted = (
        reasons.charges_with_bookings()
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(Charge.booking_id.in_(among), follows_no_longer())
    )
    return list(db.session.scalars(wanted.order_by(Charge.id)))


def follows_no_longer() -> ColumnElement[bool]:
    """SQL, of a query that joins the booking and its session."""
    return and_(
        Charge.state.not_in((*GONE, ChargeState.WRITTEN_OFF)),
        or_(Booking.outcome.is_(None), ~_follows(), TrainingSession.is_cancelled),
    )


def _follows() -> ColumnElement[bool]:
    """SQL for: the booking's outcome is one of those that its charge's cause is for."""
    return or_(
        *(and_(Charge.cause == cause, Booking.outcome.in_(outcomes)) for cause, outcomes in rules.OUTCOMES_OF.items())
    )
