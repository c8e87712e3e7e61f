"""Reads of the terms."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Agency
from app.database import db
from app.programme.models import TrainingSession
from app.terms.models import FEES, ClosedDay, Policy
from app.terms.rules import Costs, costs_before_booking
from app.working_days import Closed

CARRIED_OVER = (
    *FEES,
    "attendance_notice_working_days",
    "exempt_strands",
    "exempts_learning_week",
    "grace_working_days",
    "tells_managers_of",
    "words",
)


def policy_in_force(*, on: date) -> Policy | None:
    """The latest version that has come into force by a date."""
    wanted = select(Policy).where(Policy.in_force_from <= on).order_by(Policy.in_force_from.desc())
    return db.session.scalar(wanted.limit(1))


def policies() -> list[Policy]:
    """Every version, latest first."""
    return list(db.session.scalars(select(Policy).order_by(Policy.in_force_from.desc())))


def policy(policy_id: int) -> Policy | None:
    return db.session.get(Policy, policy_id)


def costs_today(session: TrainingSession, agency: Agency | None, *, on: date) -> Costs:
    """What a place may cost whoever books on a date, by the terms in force then."""
    return costs_before_booking(policy_in_force(on=on), session, agency, closed_days())


def closed_days() -> Closed:
    """The days that the office added: no working days, beside weekends and bank holidays."""
    return frozenset(db.session.scalars(select(ClosedDay.on)))


def closed_days_in_words() -> list[ClosedDay]:
    """The same with what the office wrote of them, the latest first."""
    return list(db.session.scalars(select(ClosedDay).order_by(ClosedDay.on.desc())))


def closed_day(day_id: int) -> ClosedDay | None:
    return db.session.get(ClosedDay, day_id)


def carried_over(*, on: date) -> dict[str, Any]:
    """What a new version takes over from the one in force unless told otherwise: columns that are no part of a rule's
    name. Empty before the first."""
    policy = policy_in_force(on=on)
    return {column: getattr(policy, column) for column in CARRIED_OVER} if policy else {}
