"""Reads of registers."""

from collections.abc import Mapping
from datetime import date, datetime, time

from sqlalchemy import Select, exists, func, select

from app.accounts.models import User
from app.attendance.models import DayMark, MarkingNotOpen, Register, RegisterClosed
from app.attendance.rules import Line, Sheet, Stood, can_be_marked, day_of, day_that_matters, marks_on, matches
from app.audit import AuditEntry
from app.booking.models import Booking, Outcome
from app.booking.queries import on_the_register
from app.clock import from_london, to_london
from app.database import db
from app.notifications.models import Message
from app.programme.models import MARKING_OPENS_BEFORE, Course, SessionState, Strand, TrainingSession
from app.programme.queries import taught_by

ON_A_PAGE = 20
OUTSTANDING = "registers-outstanding"
CORRECTED = "corrected a closed register"


def register_of(session: TrainingSession) -> Register | None:
    """The register if it has been closed."""
    return db.session.scalar(select(Register).where(Register.session_id == session.id))


def registers_to_mark(*, at: datetime, trainer: str | None = None) -> list[TrainingSession]:
    """Sessions whose marking has opened and whose register isn't closed, oldest first.

    Here as below, `trainer` is the address of one whose own sessions alone are wanted.
    """
    wanted = _that_keep_a_register(trainer).where(
        TrainingSession.starts_at <= at + MARKING_OPENS_BEFORE,
        ~exists().where(Register.session_id == TrainingSession.id),
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at)))


def registers_coming(*, at: datetime, trainer: str | None = None, how_many: int = 10) -> list[TrainingSession]:
    """The next sessions whose marking hasn't opened yet."""
    wanted = _that_keep_a_register(trainer).where(TrainingSession.starts_at > at + MARKING_OPENS_BEFORE)
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at).limit(how_many)))


def registers_closed(*, trainer: str | None = None, title: str = "", page: int = 1) -> list[Register]:
    """One page of the registers closed, the latest sessions first; those whose title holds some words.

    It has one more than ON_A_PAGE where there is another page.
    """
    keep_one = _that_keep_a_register(trainer).with_only_columns(TrainingSession.id)
    if title:
        keep_one = keep_one.where(func.lower(Course.title).contains(title.lower(), autoescape=True))
    wanted = select(Register).join(Register.session).where(TrainingSession.id.in_(keep_one))
    wanted = wanted.order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())
    return list(db.session.scalars(wanted.offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE + 1)))


def registers_outstanding(*, ended_by: datetime) -> list[TrainingSession]:
    """Sessions that ended by an instant without a closed register, oldest first; imported ones are history."""
    wanted = _that_keep_a_register(None).where(
        TrainingSession.ends_at <= ended_by,
        TrainingSession.is_imported.is_(False),
        ~exists().where(Register.session_id == TrainingSession.id),
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.ends_at, TrainingSession.id)))


def was_reminded(officer: User, *, since: date) -> bool:
    """Whether a letter about outstanding registers was written to somebody on a date or after it."""
    letters = (Message.kind == OUTSTANDING, Message.subject_key == f"registers-{officer.id}")
    wanted = exists().where(*letters, Message.created_at >= from_london(since, time()))
    return bool(db.session.scalar(select(wanted)))


def day_marks(session: TrainingSession) -> dict[int, dict[date, DayMark]]:
    """The marks of a session's register, by booking and day."""
    wanted = select(DayMark).join(Booking, Booking.id == DayMark.booking_id).where(Booking.session_id == session.id)
    found: dict[int, dict[date, DayMark]] = {}
    for mark in db.session.scalars(wanted):
        found.setdefault(mark.booking_id, {})[mark.on] = mark
    return found


def marks_of(booking: Booking) -> dict[date, DayMark]:
    """The marks of one booking, by day."""
    return {mark.on: mark for mark in db.session.scalars(select(DayMark).where(DayMark.booking_id == booking.id))}


def open_sessions_over(*, at: datetime, since: datetime) -> list[tuple[TrainingSession, int | None]]:
    """Open sessions that ended since an instant, latest first, each with how many came if that was counted."""
    wanted = (
        select(TrainingSession, Register.head_count)
        .outerjoin(Register, Register.session_id == TrainingSession.id)
        .where(
            TrainingSession.state == SessionState.PUBLISHED,
            TrainingSession.is_open,
            TrainingSession.ends_at <= at,
            TrainingSession.ends_at > since,
        )
        .order_by(TrainingSession.starts_at.desc())
    )
    return [(session, came) for session, came in db.session.execute(wanted)]


def sheet_of(session: TrainingSession, number: int | None, *, at: datetime, typed: str = "") -> Sheet | None:
    """The register of a session's day by its number, or of the day that matters now; None where there is no such day.

    Everybody is on it; `typed` says who is found.
    """
    lines, register = _lines(session), register_of(session)
    if number is None:
        unmarked = {on for on in _dates(session) if any(marks[on] is None for _, marks, _ in lines)}
        unmarked |= {day.on for day in session.days if not lines and at < day.ends_at}
        day = day_that_matters(session.days, unmarked, to_london(at).date())
    elif 1 <= number <= len(session.days):
        day = session.days[number - 1]
    else:
        return None
    return Sheet(
        session,
        day,
        register,
        [
            Line(booking, marks, day.on, said[day.on].said_by if day.on in said else "", matches(booking, typed))
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
    return marks_on(_dates(booking.session), said, booking.outcome)


def mark_on(booking: Booking, on: date) -> Stood:
    """What stands for one day of a booking."""
    kept = marks_of(booking)
    return Stood(standing_marks(booking, kept)[on], kept[on].said_by if on in kept else "")


def must_be_open(session: TrainingSession, *, on: date | None = None, by: User, at: datetime) -> None:
    """Raises MarkingNotOpen or RegisterClosed."""
    if would_correct(session, on=on, by=by, at=at):
        raise RegisterClosed


def would_correct(session: TrainingSession, *, on: date | None = None, by: User, at: datetime) -> bool:
    """Whether what is marked or added now corrects a closed register, which is for the training team.

    Raises MarkingNotOpen, or RegisterClosed to anybody else.
    """
    if not can_be_marked(session, day_of(session, on, at), at):
        raise MarkingNotOpen
    is_closed = register_of(session) is not None
    if is_closed and not by.is_training_team:
        raise RegisterClosed
    return is_closed


def not_fully_marked(session: TrainingSession) -> list[Booking]:
    """Who has a place and isn't marked on every day."""
    lines = _lines(session)
    return [booking for booking, marks, _ in lines if not booking.is_walk_in and None in marks.values()]


def corrections_of(session: TrainingSession) -> list[tuple[AuditEntry, Booking, User]]:
    """What was corrected on a closed register, of whom and by whom, the latest first."""
    wanted = (
        select(AuditEntry, Booking, User)
        .join(Booking, Booking.id == AuditEntry.record_id)
        .join(User, User.id == AuditEntry.actor_id)
        .where(
            AuditEntry.record_type == Booking.__name__,
            AuditEntry.deed == CORRECTED,
            Booking.session_id == session.id,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return [(entry, booking, by) for entry, booking, by in db.session.execute(wanted)]


def _dates(session: TrainingSession) -> list[date]:
    return [day.on for day in session.days]


def booking_on_register(session: TrainingSession, booking_id: int) -> Booking | None:
    wanted = select(Booking).where(Booking.id == booking_id, Booking.session_id == session.id)
    return db.session.scalar(wanted)


def absent(*, since: datetime) -> list[Booking]:
    """Who didn't come, by the registers closed since an instant; imported ones are history."""
    wanted = (
        select(Booking)
        .join(Booking.session)
        .join(Register, Register.session_id == Booking.session_id)
        .where(
            Booking.outcome == Outcome.NO_SHOW,
            Register.closed_at >= since,
            TrainingSession.is_imported.is_(False),
        )
        .order_by(Booking.id)
    )
    return list(db.session.scalars(wanted))


def _that_keep_a_register(trainer: str | None) -> Select[TrainingSession]:
    """SQL for `session.takes_bookings`, of everybody's sessions or of one trainer's."""
    wanted = (
        select(TrainingSession)
        .join(TrainingSession.course)
        .where(
            TrainingSession.state == SessionState.PUBLISHED,
            TrainingSession.is_open.is_(False),
            Course.strand != Strand.E_LEARNING,
        )
    )
    return wanted.where(taught_by(trainer)) if trainer is not None else wanted
