"""Reads of the days on which the office is closed."""

from sqlalchemy import select

from app.core.database import db, read_once
from app.http.kept_parts import kept_for_visitors
from app.programme.rules_working_days import Closed
from app.terms.models import ClosedDay


@read_once(ClosedDay)
@kept_for_visitors
def closed_days() -> Closed:
    """The days that the office added: no working days, beside weekends and bank holidays."""
    return frozenset(db.session.scalars(select(ClosedDay.on)))


def closed_days_in_words() -> list[ClosedDay]:
    """The same with what the office wrote of them, the latest first."""
    return list(db.session.scalars(select(ClosedDay).order_by(ClosedDay.on.desc())))


def closed_day(day_id: int) -> ClosedDay | None:
    return db.session.get(ClosedDay, day_id)
