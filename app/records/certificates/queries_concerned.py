"""Which bookings a run of the job has to see: those that changed, never all of them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.attendance.registers.models import Register
from app.booking.models import Booking
from app.booking.states import THERE, Outcome
from app.core.changes import JobRun
from app.core.database import db
from app.evaluation.issuing.queries_asking import plan
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Shape, Stage
from app.programme.models_sessions import TrainingSession
from app.records.certificates.models import Certificate


def settings() -> list[object]:
    """What earning a certificate depends on beside records: which courses ask for an evaluation, and know people."""
    timings = plan()
    return [
        timings.timings.of_shape(Shape.WEEK, Stage.POST_COURSE).is_on,
        *((each.id, each.strand, timings.timing_of(each, Stage.POST_COURSE).is_on) for each in timings.courses),
    ]


def bookings_concerned(look: JobRun) -> Iterable[int]:
    """Their ids. A handful of queries, each by an index of its own.

    What can earn a certificate, or lose it: the booking was marked or corrected, its register was closed, its session
    changed, the evaluation was answered, typed in or missed, of a Learning Week by any session of the same week. The
    settings are in `look.settings`, and bring a sweep of all that could have come of them.
    """
    if look.is_sweep:
        return _all()
    changed = [
        *_ids(Booking.changed_at >= look.since),
        *_ids(TrainingSession.changed_at >= look.since),
        *_ids(Booking.session_id.in_(select(Register.session_id).where(Register.changed_at >= look.since))),
    ]
    lately = db.session.execute(select(Issued.booking_id, Issued.stage).where(Issued.changed_at >= look.since))
    answered = [booking_id for booking_id, stage in lately if stage is Stage.POST_COURSE]
    return sorted({*changed, *answered, *(_in_the_same_weeks(answered) if answered else ())})


def _ids(condition: ColumnElement[bool]) -> Iterable[int]:
    """Of those who were there, or have a certificate."""
    wanted = select(Booking.id).join(TrainingSession, TrainingSession.id == Booking.session_id)
    return db.session.scalars(wanted.where(Booking.outcome.is_not(None), condition))


def _in_the_same_weeks(bookings: Iterable[int]) -> Iterable[int]:
    other, of_other = aliased(Booking), aliased(TrainingSession)
    wanted = (
        select(other.id)
        .join(Booking, Booking.practitioner_id == other.practitioner_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(of_other, of_other.id == other.session_id)
        .where(
            Booking.id.in_(bookings),
            TrainingSession.learning_week_id.is_not(None),
            of_other.learning_week_id == TrainingSession.learning_week_id,
        )
    )
    return db.session.scalars(wanted)


def _all() -> Iterable[int]:
    """Whoever was there by a closed register and has none, but for those who have yet to answer, who are more each
    year; and of the certificates, those of bookings that may not have been there for all of it, and those that were
    withdrawn."""
    has_none = ~exists().where(Certificate.booking_id == Booking.id)
    there = (
        select(Booking.id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Register, Register.session_id == Booking.session_id)
        .where(Booking.outcome.in_(THERE), TrainingSession.is_imported.is_(False), has_none, ~_has_yet_to_answer())
    )
    in_doubt = or_(Booking.outcome.is_(None), Booking.outcome != Outcome.ATTENDED, ~Certificate.is_valid)
    kept = select(Certificate.booking_id).join(Certificate.booking).where(in_doubt)
    return sorted({*db.session.scalars(there), *db.session.scalars(kept)})


def _has_yet_to_answer() -> ColumnElement[bool]:
    """SQL: the course asks for an evaluation, and this person neither answered nor missed it. A Learning Week asks
    about all of its sessions at once, so its people are among those who are looked at."""
    timings = plan()
    ask = [each.id for each in timings.courses if timings.timings.of_course(each, Stage.POST_COURSE).is_on]
    is_done = exists().where(
        Issued.booking_id == Booking.id,
        Issued.stage == Stage.POST_COURSE,
        or_(Issued.answered_at.is_not(None), Issued.is_missed.is_(True)),
    )
    return and_(TrainingSession.learning_week_id.is_(None), TrainingSession.course_id.in_(ask), ~is_done)
