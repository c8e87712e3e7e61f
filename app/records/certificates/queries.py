"""Which certificates are missing, which don't follow any more, and finding one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from app.accounts.models import User
from app.attendance.registers import queries as registers
from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.core.database import db
from app.evaluation.issuing import queries_asking as issuing_queries_asking
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Shape, Stage
from app.programme.models_sessions import TrainingSession
from app.records.certificates.models import Certificate


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
    return db.session.scalar(wanted.where(Certificate.id == certificate_id, Certificate.is_valid))


def certificates_of(person: User) -> list[Certificate]:
    """All that a person has, valid or not."""
    wanted = select(Certificate).join(Certificate.booking).where(Booking.practitioner_id == person.id)
    return list(db.session.scalars(wanted.order_by(Certificate.id)))


def to_change(among: Sequence[int]) -> list[tuple[int, int]]:
    """Which of these bookings have earned a certificate, or lose it, or get it back: each after its person's number."""
    changed = (*no_longer_earned(among), *earned_again(among))
    return [
        *((certificate.booking.practitioner_id, certificate.booking_id) for certificate in changed),
        *_earned_since(among),
    ]


def earned(among: Sequence[int]) -> list[Earned]:
    """Of these bookings, those that have earned a certificate and have none, the latest session first.

    There for the whole of it, the register closed, the post-course evaluation answered; that is needed of nobody whom
    it never reached, because it is off or was missed while we were down. Imported registers are history; open
    sessions and e-learning know nobody by name.
    """
    since = {booking_id: at for (_, booking_id), at in _earned_since(among).items()}
    bookings = {each.id: each for each in db.session.scalars(select(Booking).where(Booking.id.in_(since)))}
    return [Earned(bookings[booking_id], at) for booking_id, at in since.items()]


def _earned_since(among: Sequence[int]) -> dict[tuple[int, int], datetime]:
    """By person and booking."""
    answered, of_weeks, asked = _answered(among), _answered_about_weeks(among), _Asked(among)
    wanted = (
        select(
            Booking.id,
            Booking.practitioner_id,
            Booking.marked_at,
            TrainingSession.course_id,
            TrainingSession.learning_week_id,
            Register.closed_at,
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Register, Register.session_id == Booking.session_id)
        .where(
            Booking.id.in_(among),
            registers.was_there_throughout(),
            TrainingSession.is_imported.is_(False),
            TrainingSession.is_by_name,
            ~exists().where(Certificate.booking_id == Booking.id),
            ~exists().where(User.id == Booking.practitioner_id, User.erased_at.is_not(None)),
        )
        .order_by(TrainingSession.starts_at.desc(), Booking.id)
    )
    since: dict[tuple[int, int], datetime] = {}
    for booking_id, person_id, marked_at, course_id, week_id, closed_at in db.session.execute(wanted):
        answered_at = answered.get(booking_id) or of_weeks.get((person_id, week_id))
        if answered_at or not asked.after(booking_id, course_id=course_id, week_id=week_id):
            since[person_id, booking_id] = max(filter(None, (closed_at, answered_at, marked_at)))
    return since


def no_longer_earned(among: Sequence[int]) -> list[Certificate]:
    """Valid certificates of these bookings that the register doesn't say were there for all of it any more."""
    wanted = select(Certificate).join(Certificate.booking).where(Certificate.booking_id.in_(among))
    wanted = wanted.where(Certificate.is_valid, ~registers.was_there_throughout())
    return list(db.session.scalars(wanted.order_by(Certificate.id)))


def earned_again(among: Sequence[int]) -> list[Certificate]:
    """Withdrawn certificates of these bookings that were there for all of it after all, by a closed register."""
    wanted = (
        select(Certificate)
        .join(Certificate.booking)
        .where(
            Certificate.booking_id.in_(among),
            ~Certificate.is_valid,
            Certificate.erased_at.is_(None),
            registers.was_there_throughout(),
            exists().where(Register.session_id == Booking.session_id),
        )
    )
    return list(db.session.scalars(wanted.order_by(Certificate.id)))


def was_there_for_all_of_it(booking: Booking) -> bool:
    return bool(db.session.scalar(select(registers.was_there_throughout()).where(Booking.id == booking.id)))


def is_register_closed(booking: Booking) -> bool:
    return bool(db.session.scalar(select(exists().where(Register.session_id == booking.session_id))))


# Who answered is read apart and joined here: a planner that knows nothing of the tables yet, as after a large import,
# could read the answers anew for each booking.


class _Asked:
    """Of whom the post-course evaluation is wanted. Four queries."""

    def __init__(self, among: Sequence[int]) -> None:
        plan = issuing_queries_asking.plan()
        self._courses = {each.id for each in plan.courses if plan.timings.of_course(each, Stage.POST_COURSE).is_on}
        self._weeks = plan.timings.of_shape(Shape.WEEK, Stage.POST_COURSE).is_on
        missed = select(Issued.booking_id).where(
            Issued.booking_id.in_(among), Issued.stage == Stage.POST_COURSE, Issued.is_missed
        )
        self._missed = set(db.session.scalars(missed))

    def after(self, booking_id: int, *, course_id: int, week_id: int | None) -> bool:
        is_on = self._weeks if week_id is not None else course_id in self._courses
        return is_on and booking_id not in self._missed


def _answered(among: Sequence[int]) -> dict[int, datetime]:
    """When the post-course evaluation of each of these bookings was answered."""
    wanted = select(Issued.booking_id, Issued.answered_at).where(Issued.booking_id.in_(among))
    rows = db.session.execute(wanted.where(Issued.stage == Stage.POST_COURSE, Issued.answered_at.is_not(None)))
    return {booking_id: answered_at for booking_id, answered_at in rows if answered_at}


def _answered_about_weeks(among: Sequence[int]) -> dict[tuple[int, int | None], datetime]:
    """When each of these people answered the one post-course evaluation of each Learning Week."""
    people = select(Booking.practitioner_id).join(TrainingSession, TrainingSession.id == Booking.session_id)
    in_weeks = people.where(Booking.id.in_(among), TrainingSession.learning_week_id.is_not(None))
    rows = db.session.execute(
        select(Booking.practitioner_id, TrainingSession.learning_week_id, func.min(Issued.answered_at))
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Booking.practitioner_id.in_(in_weeks),
            Issued.stage == Stage.POST_COURSE,
            Issued.answered_at.is_not(None),
            TrainingSession.learning_week_id.is_not(None),
        )
        .group_by(Booking.practitioner_id, TrainingSession.learning_week_id)
    )
    return {(person_id, week_id): answered_at for person_id, week_id, answered_at in rows if answered_at}
