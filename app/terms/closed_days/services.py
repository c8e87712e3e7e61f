"""Days on which the office is closed: they count for bookings made from then on."""

from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.programme.rules_working_days import is_working_day
from app.terms.closed_days import refusals
from app.terms.models import ClosedDay


@command
def add_closed_day(*, on: date, words: str, by: User, today: date, at: datetime) -> ClosedDay:
    """No working day from now on. What was promised already stays. Raises DayIsOver, NoWorkingDay or AlreadyClosed."""
    advisory_lock("closed days")
    if on <= today:
        raise refusals.DayIsOver("Choose a day that is still to come.")
    if not is_working_day(on):
        raise refusals.NoWorkingDay
    if db.session.scalar(select(ClosedDay.id).where(ClosedDay.on == on)):
        raise refusals.AlreadyClosed
    day = ClosedDay(on=on, words=words, added_at=at)
    db.session.add(day)
    audit.write(Verb.ADDED_CLOSED_DAY, day, by=by, at=at, on=on.isoformat())
    return day


@command
def remove_closed_day(day: ClosedDay, *, by: User, today: date, at: datetime) -> None:
    """A working day again, for bookings made from now on. Raises DayIsOver."""
    if day.on <= today:
        raise refusals.DayIsOver
    audit.write(Verb.REMOVED_CLOSED_DAY, day, by=by, at=at, on=day.on.isoformat())
    db.session.delete(day)
