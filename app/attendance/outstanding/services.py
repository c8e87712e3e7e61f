"""Who is told by mail: line managers of absences, trainers of their registers, the training team of those left open."""

from datetime import date, datetime, time, timedelta

from app.accounts.models import User
from app.accounts.people import queries as people
from app.attendance.outstanding import emails, queries, rules
from app.attendance.outstanding.models import RegisterReminder
from app.attendance.registers.queries_registers import sessions_to_count
from app.booking import queries as bookings
from app.booking.services import tell_managers_of_absence
from app.booking.states import BookingState
from app.core import changes
from app.core.changes import in_batches
from app.core.clock import from_london, to_london
from app.core.database import advisory_lock, command, db
from app.notifications.models import LetterKind
from app.notifications.services import post, withdraw_queued
from app.programme.models_sessions import TrainingSession
from app.programme.models_trainers import TrainerRequest
from app.programme.trainer_requests.services import note_register_sent
from app.settings import queries as settings
from app.settings.rules_trainers import TrainerMail
from app.terms.closed_days.queries import closed_days

TELLS_FOR = timedelta(days=14)
"""Older absences than that are no news any more."""


def tell_of_absences(*, at: datetime) -> int:
    """Line managers of those absent from registers closed lately, where the terms say so. Returns how many letters.

    It looks at what changed: the register was closed, or somebody was marked or given a manager after that.
    """
    look = changes.look("tell of absences", at=at)
    concerned = queries.bookings_concerned(look, since=at - TELLS_FOR)
    told = sum(_tell(some, at=at) for some in in_batches(concerned))
    changes.note(look)
    return told


@command
def _tell(among: list[int], *, at: datetime) -> int:
    return tell_managers_of_absence(queries.absent(among, since=at - TELLS_FOR), at=at)


def remind_of_registers(*, at: datetime) -> int:
    """One letter to each of the training team with every register to close, and every open session to count, that has
    been outstanding for more than two working days, when another has become so since their last. Returns how many.

    It takes the place of one that still waits to be sent, so that nobody gets a pile.
    """
    return _remind_all(at=at) if _to_remind(at) else 0


@command
def _remind_all(*, at: datetime) -> int:
    advisory_lock("remind of registers")
    outstanding, newest, unaware = _to_remind(at) or ([], None, [])
    return sum(_remind(officer, outstanding, newest, at=at) for officer in unaware if newest)


def _to_remind(at: datetime) -> tuple[list[TrainingSession], TrainingSession, list[User]] | None:
    """What is outstanding, the newest of it, and whom of the training team nobody has reminded of that yet, if any."""
    closed, today = closed_days(), to_london(at).date()
    since = {
        session: rules.becomes_outstanding_on(to_london(session.ends_at).date(), closed)
        for session in (
            *queries.registers_outstanding(ended_by=at),
            *sessions_to_count(ended_by=at),
        )
    }
    outstanding = [session for session, on in since.items() if on <= today]
    if not outstanding:
        return None
    newest = max(outstanding, key=lambda session: (since[session], session.id))
    unaware = [officer for officer in people.training_team() if not _was_reminded(officer, since=since[newest])]
    return (outstanding, newest, unaware) if unaware else None


def _was_reminded(officer: User, *, since: date) -> bool:
    """On that date or after it."""
    last = queries.reminder_of(officer)
    return last is not None and last.reminded_at >= from_london(since, time())


def _remind(officer: User, outstanding: list[TrainingSession], newest: TrainingSession, *, at: datetime) -> bool:
    """Whether a letter was queued now: one for each newest register at most."""
    about = f"registers-{officer.id}"
    last = queries.reminder_of(officer) or RegisterReminder(officer_id=officer.id)
    last.reminded_at = at
    db.session.add(last)
    withdraw_queued(about=about)
    return post(
        emails.registers_outstanding(
            [session for session in outstanding if not session.is_open],
            to_count=[session for session in outstanding if session.is_open],
        ),
        kind=LetterKind.REGISTERS_OUTSTANDING,
        about=about,
        occurrence=str(newest.id),
        to_email=officer.email,
        to_name=officer.name,
        at=at,
    )


def send_registers(*, at: datetime) -> int:
    """To the trainers of sessions that are near, so many days before as the settings say. Returns how many."""
    before = timedelta(days=settings.current(TrainerMail).register_before)
    return _send_registers(before, at=at) if before and queries.registers_to_send(before, at=at) else 0


@command
def _send_registers(before: timedelta, *, at: datetime) -> int:
    advisory_lock("trainer requests")
    return sum(_send_register(request, at=at) for request in queries.registers_to_send(before, at=at))


def _send_register(request: TrainerRequest, *, at: datetime) -> bool:
    """Once for each start."""
    session, trainer = request.session, request.trainer
    if session is None:
        return False
    note_register_sent(request)
    booked = len(bookings.of_session(session, BookingState.BOOKED))
    return post(
        emails.register_to_come(session, trainer, booked=booked),
        kind=LetterKind.TRAINER_REGISTER,
        about=request.about,
        occurrence=f"{session.starts_at:%Y%m%dT%H%M}",
        to_email=trainer.email,
        to_name=trainer.name,
        at=at,
        stale_at=session.ends_at,
    )
