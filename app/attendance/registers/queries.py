"""One register: what stands for whom on which day, and whether it can still be marked."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.accounts.models import User
from app.attendance.registers import queries_registers, refusals, rules, rules_sheet
from app.attendance.registers.models import DayMark
from app.audit.models import AuditEntry, Verb
from app.booking.models import Booking
from app.booking.queries import on_the_register
from app.booking.states import Outcome
from app.core.clock import to_london
from app.core.database import db
from app.programme.models_sessions import SessionDay, TrainingSession


def day_marks(session: TrainingSession) -> dict[int, dict[date, DayMark]]:
    """The marks of a session's register, by booking and day."""
    wanted = select(DayMark).join(Booking, Booking.id == DayMark.booking_id).where(Booking.session_id == session.id)
    found: dict[int, dict[date, DayMark]] = {}
    for mark in db.session.scalars(wanted):
        found.setdefault(mark.booking_id, {})[mark.on] = mark
    return found


def marks_of(booking: Booking) -> dict[date, DayMark]:
    """The marks of one booking by day, the first day first."""
    wanted = select(DayMark).where(DayMark.booking_id == booking.id).order_by(DayMark.on)
    return {mark.on: mark for mark in db.session.scalars(wanted)}


def sheet_of(
    session: TrainingSession, number: int | None, *, at: datetime, typed: str = ""
) -> rules_sheet.RegisterSheet | None:
    """The register of a session's day by its number, or of the day that matters now; None where there is no such day.

    Everybody is on it; `typed` says who is found.
    """
    lines, register = _lines(session), queries_registers.register_of(session)
    if number is None:
        expected = [marks for booking, marks, _ in lines if not booking.is_walk_in]
        unmarked = {on for on in _dates(session) if any(marks[on] is None for marks in expected)}
        unmarked |= {day.on for day in session.days if not lines and at < day.ends_at}
        day = rules.day_that_matters(session.days, unmarked, to_london(at).date())
    elif 1 <= number <= len(session.days):
        day = session.days[number - 1]
    else:
        return None
    return rules_sheet.RegisterSheet(
        session,
        day,
        register,
        [
            rules_sheet.RegisterLine(
                booking, marks, day.on, said[day.on].said_by if day.on in said else "", rules.matches(booking, typed)
            )
            for booking, marks, said in lines
        ],
        typed,
    )


def _lines(
    session: TrainingSession,
) -> list[tuple[Booking, dict[date, Outcome | None], dict[date, DayMark]]]:
    """Everybody on a register: what stands for each day, and the marks that were made."""
    kept = day_marks(session)
    return [
        (booking, standing_marks(booking, kept.get(booking.id, {})), kept.get(booking.id, {}))
        for booking in on_the_register(session)
    ]


def standing_marks(booking: Booking, kept: Mapping[date, DayMark]) -> dict[date, Outcome | None]:
    """What stands for each day of a booking by the marks that were made, or by its outcome alone."""
    said = {on: mark.mark for on, mark in kept.items()}
    return rules.marks_on(_dates(booking.session), said, booking.outcome)


def standing_on(session: TrainingSession, on: date) -> dict[int, rules.StandingMark]:
    """What the register says of everybody on a day, by booking, and since when; walk-ins among them."""
    found = {}
    for booking, marks, kept in _lines(session):
        if said := marks[on]:
            found[booking.id] = rules.StandingMark(said, kept[on].marked_at if on in kept else booking.marked_at)
    return found


def mark_on(booking: Booking, on: date) -> rules.PreviousMark:
    """What stands for one day of a booking."""
    kept = marks_of(booking)
    return rules.PreviousMark(standing_marks(booking, kept)[on], kept[on].said_by if on in kept else "")


def must_be_open(session: TrainingSession, *, on: date | None = None, by: User, at: datetime) -> None:
    """Raises MarkingNotOpen or RegisterClosed."""
    if would_correct(session, on=on, by=by, at=at):
        raise refusals.RegisterClosed


def would_correct(session: TrainingSession, *, on: date | None = None, by: User, at: datetime) -> bool:
    """Whether what is marked or added now corrects a closed register, which is for the training team.

    Raises MarkingNotOpen, or RegisterClosed to anybody else.
    """
    if not rules.can_be_marked(session, rules.day_of(session, on, at), at):
        raise refusals.MarkingNotOpen
    is_closed = queries_registers.register_of(session) is not None
    if is_closed and not by.is_training_team:
        raise refusals.RegisterClosed
    return is_closed


def not_fully_marked(session: TrainingSession) -> list[Booking]:
    """Who has a place and isn't marked on every day."""
    lines = _lines(session)
    return [booking for booking, marks, _ in lines if not booking.is_walk_in and None in marks.values()]


def was_there_throughout() -> ColumnElement[bool]:
    """SQL over Booking: there on every day. Attended, or a walk-in whose marks, if there are any, cover every day.

    False, and never unknown, where there is no outcome yet.
    """
    is_marked = exists().where(DayMark.booking_id == Booking.id).correlate(Booking)
    came_that_day = exists().where(DayMark.booking_id == Booking.id, DayMark.on == SessionDay.on)
    stayed_away = (
        exists()
        .where(SessionDay.session_id == Booking.session_id, ~came_that_day.correlate(Booking, SessionDay))
        .correlate(Booking)
    )
    return and_(
        Booking.outcome.is_not(None),
        or_(
            Booking.outcome == Outcome.ATTENDED,
            and_(Booking.outcome == Outcome.WALK_IN, or_(~is_marked, ~stayed_away)),
        ),
    )


def corrections_of(session: TrainingSession) -> list[tuple[AuditEntry, Booking, User]]:
    """What was corrected on a closed register, of whom and by whom, the latest first."""
    wanted = (
        select(AuditEntry, Booking, User)
        .join(Booking, Booking.id == AuditEntry.record_id)
        .join(User, User.id == AuditEntry.actor_id)
        .where(
            AuditEntry.record_type == Booking.__name__,
            AuditEntry.verb == Verb.CORRECTED_REGISTER,
            Booking.session_id == session.id,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return [(entry, booking, by) for entry, booking, by in db.session.execute(wanted)]


def _dates(session: TrainingSession) -> list[date]:
    return [day.on for day in session.days]
