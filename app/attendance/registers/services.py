"""Marking a register day by day, closing it, and correcting it once it is closed."""

from collections.abc import Mapping
from datetime import date, datetime

from app.accounts.models import User
from app.attendance.registers import queries, refusals, rules
from app.attendance.registers.models import BulkMark, DayMark, Register
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.models import Booking
from app.booking.queries import on_the_register
from app.booking.refusals import NotBooked
from app.booking.services import record_outcome
from app.booking.states import Outcome
from app.core.database import command, db
from app.programme.models_sessions import TrainingSession
from app.web.formatting import count


@command
def mark(
    booking: Booking,
    outcome: Outcome | None,
    *,
    on: date | None = None,
    said_by: str = "",
    why: str = "",
    by: User,
    at: datetime,
) -> rules.PreviousMark:
    """One person's mark on one day; None takes it back. Without a day, the one under way. Returns what stood before.

    Once the register is closed, the training team alone corrects it, and says why. The outcome of the booking follows.
    Raises MarkingNotOpen, RegisterClosed, WhyNeeded, StaysMarked, NothingChanges, SaidByNeeded, NotBooked or
    OnlyDayOfAWalkIn.
    """
    is_correction = must_accept(booking.session, on=on, why=why, by=by, at=at)
    db.session.refresh(booking)
    if outcome is None and is_correction:
        raise refusals.StaysMarked
    if outcome is Outcome.EXCUSED and not said_by.strip():
        raise refusals.SaidByNeeded
    day = rules.day_of(booking.session, on, at)
    before = queries.mark_on(booking, day.on)
    if is_correction and before == rules.PreviousMark(outcome, said_by.strip() if outcome is Outcome.EXCUSED else ""):
        raise refusals.NothingChanges
    _write(booking, day.on, outcome, said_by=said_by, kept=queries.marks_of(booking), by=by, at=at)
    recompute_outcome(booking, by=by, at=at)
    if is_correction:
        note_correction(booking, before.mark, outcome, on=day.on, why=why, by=by, at=at)
    return before


@command
def mark_everyone_attended(session: TrainingSession, *, on: date | None = None, by: User, at: datetime) -> int:
    """Everyone not marked yet was there on that day; exceptions stay. Returns how many. Raises as `mark` does."""
    claims.lock_session(session)
    queries.must_be_open(session, on=on, by=by, at=at)
    day, kept, marked = rules.day_of(session, on, at), queries.day_marks(session), []
    for booking in on_the_register(session):
        standing = kept.get(booking.id, {})
        if booking.is_booked and queries.standing_marks(booking, standing)[day.on] is None:
            _write(booking, day.on, Outcome.ATTENDED, kept=standing, by=by, at=at)
            recompute_outcome(booking, by=by, at=at)
            marked.append(booking.id)
    if marked:
        db.session.add(BulkMark(session_id=session.id, on=day.on, bookings=marked, marked_at=at, marked_by_id=by.id))
        audit.write(Verb.MARKED_EVERYONE, session, by=by, at=at, on=day.on.isoformat(), bookings=marked)
    return len(marked)


@command
def take_everyone_back(bulk_mark: BulkMark, session: TrainingSession, *, by: User, at: datetime) -> int:
    """Whom one press of the button marked, and nobody has marked since, is to be marked again. Returns how many.

    Raises MarkingNotOpen or RegisterClosed.
    """
    claims.lock_session(session)
    queries.must_be_open(session, on=bulk_mark.on, by=by, at=at)
    kept, taken_back = queries.day_marks(session), 0
    for booking in on_the_register(session):
        made = kept.get(booking.id, {})
        if booking.is_booked and bulk_mark.made(made.get(bulk_mark.on)):
            _write(booking, bulk_mark.on, None, kept=made, by=by, at=at)
            recompute_outcome(booking, by=by, at=at)
            taken_back += 1
    if taken_back:
        bulk_mark.taken_back_at = at
        audit.write(Verb.TOOK_BACK_EVERYONE, session, by=by, at=at, marks=taken_back)
    return taken_back


@command
def close_register(session: TrainingSession, *, by: User, at: datetime) -> Register:
    """Fix the outcomes: charges and figures follow. Raises NotOverYet, NotAllMarked or RegisterClosed."""
    claims.lock_session(session)
    queries.must_be_open(session, on=session.days[0].on, by=by, at=at)
    if not session.has_ended(at):
        raise refusals.NotOverYet
    unmarked = len(queries.not_fully_marked(session))
    if unmarked:
        verb, days = "is" if unmarked == 1 else "are", " on every day" if len(session.days) > 1 else ""
        people = count(unmarked, "person", "people")
        raise refusals.NotAllMarked(f"{people} {verb} not marked yet{days}. Mark everyone, then close.")
    register = Register(session_id=session.id, closed_at=at, closed_by_id=by.id)
    db.session.add(register)
    audit.write(Verb.CLOSED_REGISTER, register, by=by, at=at)
    return register


def must_accept(session: TrainingSession, *, on: date | None = None, why: str, by: User, at: datetime) -> bool:
    """Lock the session of a register that is to be written on; whether this corrects a closed one.

    Raises MarkingNotOpen, RegisterClosed to others than the training team, and WhyNeeded.
    """
    claims.lock_session(session)
    is_correction = queries.would_correct(session, on=on, by=by, at=at)
    if is_correction and not why.strip():
        raise refusals.WhyNeeded
    return is_correction


def recompute_outcome(booking: Booking, *, by: User, at: datetime) -> None:
    """The outcome follows from the marks of all days; that of a walk-in doesn't change. Raises NotBooked."""
    if booking.is_walk_in:
        record_outcome(booking, Outcome.WALK_IN, by=by, at=at)
        return
    marks = queries.marks_of(booking)
    outcome = rules.outcome_of(marks[day.on].mark if day.on in marks else None for day in booking.session.days)
    record_outcome(booking, outcome, by=by, at=at)


def note_correction(
    booking: Booking,
    before: Outcome | str | None,
    after: Outcome | str | None,
    *,
    on: date | None = None,
    why: str,
    by: User,
    at: datetime,
) -> None:
    """Before, after and why; with the day, of a session of several."""
    day = on.isoformat() if on and len(booking.session.days) > 1 else None
    audit.write(Verb.CORRECTED_REGISTER, booking, by=by, at=at, on=day, before=before, after=after, why=why.strip())


def _write(
    booking: Booking,
    on: date,
    outcome: Outcome | None,
    *,
    said_by: str = "",
    kept: Mapping[date, DayMark],
    by: User,
    at: datetime,
) -> None:
    """One day's mark; the other days of an outcome that had no marks get theirs from it, so that they stay as they are.

    Raises NotBooked or OnlyDayOfAWalkIn.
    """
    standing_marks = queries.standing_marks(booking, kept)
    if booking.is_walk_in and outcome is None:
        _must_have_come_on_another_day(booking, standing_marks, on)
    elif outcome not in (*booking.possible_marks, None):
        raise NotBooked("Only someone with a place can be marked.")
    for day, standing in standing_marks.items():
        if day != on and standing and day not in kept:
            db.session.add(DayMark(booking_id=booking.id, on=day, mark=standing, marked_at=at, marked_by_id=by.id))
    if on in kept and outcome is None:
        db.session.delete(kept[on])
    elif outcome is not None:
        made = kept.get(on) or DayMark(booking_id=booking.id, on=on)
        made.mark, made.said_by = outcome, said_by.strip() if outcome is Outcome.EXCUSED else ""
        made.marked_at, made.marked_by_id = at, by.id
        db.session.add(made)
    db.session.flush()


def _must_have_come_on_another_day(booking: Booking, standing: Mapping[date, Outcome | None], on: date) -> None:
    """A walk-in without any mark would count for every day. Raises OnlyDayOfAWalkIn."""
    if not any(mark for day, mark in standing.items() if day != on):
        raise refusals.OnlyDayOfAWalkIn(booking.name)
