"""Reads of the terms."""

from datetime import date

from sqlalchemy import select

from app.database import db
from app.terms.models import ClosedDay, Policy
from app.working_days import Closed


def policy_in_force(*, on: date) -> Policy | None:
    """The latest version that has come into force by a date."""
    wanted = select(Policy).where(Policy.in_force_from <= on).order_by(Policy.in_force_from.desc())
    return db.session.scalar(wanted.limit(1))


def policies() -> list[Policy]:
    """Every version, latest first."""
    return list(db.session.scalars(select(Policy).order_by(Policy.in_force_from.desc())))


def policy(policy_id: int) -> Policy | None:
    return db.session.get(Policy, policy_id)


def closed_days() -> Closed:
    """The days that the office added: no working days, beside weekends and bank holidays."""
    return frozenset(db.session.scalars(select(ClosedDay.on)))


def closed_days_in_words() -> list[ClosedDay]:
    """The same with what the office wrote of them, the latest first."""
    return list(db.session.scalars(select(ClosedDay).order_by(ClosedDay.on.desc())))
