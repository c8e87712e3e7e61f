"""Days on which the office is closed: they count for bookings made from then on."""

from datetime import date, datetime

from sqlalchemy import select

from app import audit
from app.accounts.models import User
from app.database import command, db, take_turns
from app.errors import Refusal
from app.formatting import long_date
from app.terms.models import ClosedDay
from app.working_days import is_working_day


class AlreadyClosed(Refusal):
    field = "on"
    message = "The office is closed on that day already."


class DayIsOver(Refusal):
    field = "on"
    message = "That day isn’t to come any more: what was counted with it stays."


class NoWorkingDay(Refusal):
    field = "on"
    message = "That is a weekend or a bank holiday, so it is no working day anyway."


@command
def add_closed_day(*, on: date, words: str, by: User, today: date, at: datetime) -> ClosedDay:
    """No working day from now on. What was promised already stays. Raises DayIsOver, NoWorkingDay or AlreadyClosed."""
    take_turns("closed days")
    if on <= today:
        raise DayIsOver("Choose a day that is still to come.")
    if not is_working_day(on):
        raise NoWorkingDay
    if db.session.scalar(select(ClosedDay.id).where(ClosedDay.on == on)):
        raise AlreadyClosed
    day = ClosedDay(on=on, words=words, added_at=at)
    db.session.add(day)
    audit.write("added a closed day", day, by=by, at=at, note=long_date(on))
    return day


@command
def remove_closed_day(day: ClosedDay, *, by: User, today: date, at: datetime) -> None:
    """A working day again, for bookings made from now on. Raises DayIsOver."""
    if day.on <= today:
        raise DayIsOver
    audit.write("removed a closed day", day, by=by, at=at, note=long_date(day.on))
    db.session.delete(day)
