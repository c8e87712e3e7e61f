"""Which certificates are missing, which don't follow any more, and finding one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, and_, exists, func, select

from app.accounts.models import User
from app.attendance.models import Register
from app.attendance.queries import was_there_throughout
from app.booking.models import Booking
from app.database import db
from app.evaluation.models import Issued, Stage
from app.programme.models import Course, Strand, TrainingSession
from app.records.models import Certificate


@dataclass(frozen=True)
class Earned:
    """A booking that has earned a certificate, and since when all of what it takes has been there."""

    booking: Booking
    since: datetime


def certificate(certificate_id: int) -> Certificate | None:
    return db.session.get(Certificate, certificate_id)


def certificate_by_code(code: str) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.code == code)) if code else None


def certificate_of(booking: Booking) -> Certificate | None:
    return db.session.scalar(select(Certificate).where(Certificate.booking_id == booking.id))


def certificate_of_person(certificate_id: int, person: User) -> Certificate | None:
    """One of this person's that is valid; anybody else's is as good as none."""
    wanted = select(Certificate).join(Certificate.booking).where(Booking.practitioner_id == person.id)
    return db.session.scalar(wanted.where(Certificate.id == certificate_id, Certificate.withdrawn_at.is_(None)))


def earned(*, how_many: int) -> list[Earned]:
    """Bookings that have earned a certificate and have none, the latest session first; at most so many.

    There for the whole of it, the register closed, the post-course evaluation answered. Imported registers are
    history; open sessions and e-learning know nobody by name.
    """
    of_week = _answered_about_weeks()
    answered_at = func.coalesce(Issued.answered_at, of_week.c.answered_at)
    wanted = (
        select(Booking, Register.closed_at, Issued.answered_at, of_week.c.answered_at)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .join(Register, Register.session_id == Booking.session_id)
        .outerjoin(Issued, and_(Issued.booking_id == Booking.id, Issued.stage == Stage.AFTER))
        .outerjoin(
            of_week,
            and_(
                of_week.c.practitioner_id == Booking.practitioner_id,
                of_week.c.learning_week_id == TrainingSession.learning_week_id,
            ),
        )
        .where(
            was_there_throughout(),
            TrainingSession.is_imported.is_(False),
            TrainingSession.is_open.is_(False),
            Course.strand != Strand.E_LEARNING,
            ~exists().where(Certificate.booking_id == Booking.id),
            answered_at.is_not(None),
        )
        .order_by(TrainingSession.starts_at.desc(), Booking.id)
        .limit(how_many)
    )
    return [
        Earned(booking, max(filter(None, (closed_at, answered or week_answered, booking.marked_at))))
        for booking, closed_at, answered, week_answered in db.session.execute(wanted)
    ]


def no_longer_earned() -> list[Certificate]:
    """Valid certificates of bookings that the register doesn't say were there for all of it any more."""
    wanted = select(Certificate).join(Certificate.booking)
    wanted = wanted.where(Certificate.withdrawn_at.is_(None), ~was_there_throughout())
    return list(db.session.scalars(wanted.order_by(Certificate.id)))


def earned_again() -> list[Certificate]:
    """Withdrawn certificates whose booking was there for all of it after all, by a closed register."""
    wanted = (
        select(Certificate)
        .join(Certificate.booking)
        .where(
            Certificate.withdrawn_at.is_not(None),
            was_there_throughout(),
            exists().where(Register.session_id == Booking.session_id),
        )
    )
    return list(db.session.scalars(wanted.order_by(Certificate.id)))


def was_there_for_all_of_it(booking: Booking) -> bool:
    return bool(db.session.scalar(select(was_there_throughout()).where(Booking.id == booking.id)))


def is_register_closed(booking: Booking) -> bool:
    return bool(db.session.scalar(select(exists().where(Register.session_id == booking.session_id))))


def _answered_about_weeks() -> Subquery:
    """SQL: when each person answered the one post-course evaluation of each Learning Week."""
    return (
        select(
            Booking.practitioner_id,
            TrainingSession.learning_week_id,
            func.min(Issued.answered_at).label("answered_at"),
        )
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Issued.stage == Stage.AFTER,
            Issued.answered_at.is_not(None),
            TrainingSession.learning_week_id.is_not(None),
        )
        .group_by(Booking.practitioner_id, TrainingSession.learning_week_id)
        .subquery()
    )
