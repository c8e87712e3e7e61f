"""Reads of the terms."""

from datetime import date

from sqlalchemy import select

from app.database import db
from app.terms.models import Policy


def policy_in_force(*, on: date) -> Policy | None:
    """The latest version that has come into force by a date."""
    wanted = select(Policy).where(Policy.in_force_from <= on).order_by(Policy.in_force_from.desc())
    return db.session.scalar(wanted.limit(1))


def policies() -> list[Policy]:
    """Every version, latest first."""
    return list(db.session.scalars(select(Policy).order_by(Policy.in_force_from.desc())))
