"""Which registers there are: to mark, to come, closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.core.database import db
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.trainers import queries as trainers
from app.web.paging import Page, page_of

ON_A_PAGE = 20


def register_of(session: TrainingSession) -> Register | None:
    """The register if it has been closed."""
    return db.session.scalar(select(Register).where(Register.session_id == session.id))


def closed_among(session_ids: Iterable[int]) -> set[int]:
    """Of these sessions, those whose register is closed."""
    return set(db.session.scalars(select(Register.session_id).where(Register.session_id.in_(list(session_ids)))))


def registers_to_mark(*, at: datetime, trainer: str | None = None) -> list[TrainingSession]:
    """Sessions whose marking has opened and whose register isn't closed, oldest first.

    Here as below, `trainer` is the address of one whose own sessions alone are wanted.
    """
    return list(db.session.scalars(_to_mark(at, trainer)))


def page_to_mark(*, at: datetime, trainer: str | None = None, page: int = 1) -> Page[TrainingSession]:
    """The same, a page at a time."""
    return page_of(_to_mark(at, trainer), page=page, per_page=ON_A_PAGE)


def _to_mark(at: datetime, trainer: str | None) -> Select[TrainingSession]:
    wanted = that_keep_a_register(trainer).where(TrainingSession.id.in_(_without_register(at)))
    return wanted.order_by(TrainingSession.starts_at, TrainingSession.id)


def _without_register(at: datetime) -> Select[int]:
    """SQL: the numbers of those that can be marked and have none. They are found first, from indexes alone: they are
    few, and all the others have one."""
    unmarked = ~exists().where(Register.session_id == TrainingSession.id)
    return select(TrainingSession.id).where(TrainingSession.can_be_marked(at), unmarked).correlate(None)


@dataclass(frozen=True)
class RegistersAndCounts:
    """What the office still has to mark, the oldest first, and the open sessions of which nobody has said how many
    came."""

    to_mark: list[TrainingSession]
    to_count: list[TrainingSession]


def registers_and_counts_to_do(*, at: datetime) -> RegistersAndCounts:
    """Both in one read: what `registers_to_mark` and `sessions_to_count` find."""
    wanted = (
        select(TrainingSession)
        .join(TrainingSession.course)
        .where(TrainingSession.id.in_(_without_register(at)), or_(TrainingSession.is_by_name, _is_over_and_open(at)))
        .options(contains_eager(TrainingSession.course))
    )
    found = db.session.scalars(wanted.order_by(TrainingSession.starts_at, TrainingSession.id)).all()
    return RegistersAndCounts(
        to_mark=[session for session in found if not session.is_open],
        to_count=sorted((each for each in found if each.is_open), key=lambda session: (session.ends_at, session.id)),
    )


def registers_coming(*, at: datetime, trainer: str | None = None, how_many: int = 10) -> list[TrainingSession]:
    """The next sessions whose marking hasn't opened yet."""
    wanted = that_keep_a_register(trainer).where(~TrainingSession.can_be_marked(at))
    return list(db.session.scalars(wanted.order_by(TrainingSession.starts_at).limit(how_many)))


def registers_closed(*, trainer: str | None = None, title: str = "", page: int = 1) -> Page[TrainingSession]:
    """One page of the sessions whose register is closed, the latest first; those whose title holds some words."""
    wanted = that_keep_a_register(trainer).where(exists().where(Register.session_id == TrainingSession.id))
    if title:
        wanted = wanted.where(func.lower(Course.title).contains(title.lower(), autoescape=True))
    wanted = wanted.order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())
    return page_of(wanted, page=page, per_page=ON_A_PAGE)


def open_sessions_over(*, at: datetime, since: datetime, page: int = 1) -> Page[tuple[TrainingSession, int | None]]:
    """Open sessions that are over, a page at a time, latest first, each with how many came: counted ones that ended
    since an instant, the others until they are counted.
    """
    wanted = _open_and_over(at).where(or_(TrainingSession.ends_at > since, _IS_UNCOUNTED))
    wanted = wanted.order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())
    found = page_of(wanted.with_only_columns(TrainingSession), page=page, per_page=ON_A_PAGE)
    counted = select(Register.session_id, Register.head_count)
    shown = counted.where(Register.session_id.in_([session.id for session in found.items]))
    came = dict(db.session.execute(shown).all())
    return found.showing([(session, came.get(session.id)) for session in found.items])


def sessions_to_count(*, ended_by: datetime) -> list[TrainingSession]:
    """Open sessions that ended by an instant without a head count, oldest first; imported ones are history.

    The register of an open session is its head count: those to count have none.
    """
    wanted = select(TrainingSession).where(
        TrainingSession.id.in_(_without_register(ended_by)), _is_over_and_open(ended_by)
    )
    return list(db.session.scalars(wanted.order_by(TrainingSession.ends_at, TrainingSession.id)))


def _is_over_and_open(at: datetime) -> ColumnElement[bool]:
    return and_(TrainingSession.is_open, TrainingSession.has_ended(at), TrainingSession.is_imported.is_(False))


_IS_UNCOUNTED = Register.head_count.is_(None)


def _open_and_over(at: datetime) -> Select[TrainingSession, int | None]:
    return (
        select(TrainingSession, Register.head_count)
        .outerjoin(Register, Register.session_id == TrainingSession.id)
        .where(
            TrainingSession.is_published,
            TrainingSession.is_open,
            TrainingSession.has_ended(at),
            ~(TrainingSession.is_imported & _IS_UNCOUNTED),
        )
    )


def booking_on_register(session: TrainingSession, booking_id: int) -> Booking | None:
    wanted = select(Booking).where(Booking.id == booking_id, Booking.session_id == session.id)
    return db.session.scalar(wanted)


def that_keep_a_register(trainer: str | None) -> Select[TrainingSession]:
    """Sessions that people book by name, with their courses: everybody's, or one trainer's."""
    wanted = select(TrainingSession).join(TrainingSession.course).where(TrainingSession.takes_bookings)
    return wanted.where(trainers.taught_by(trainer)) if trainer is not None else wanted
