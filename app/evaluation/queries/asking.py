"""Who is to be asked, and who hasn't answered."""

from datetime import datetime

from sqlalchemy import ColumnElement, Exists, Select, String, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import aliased, selectinload

from app import clock
from app.accounts.models import User
from app.booking.models import Booking, BookingState
from app.database import db
from app.evaluation.models import Issued, ManagerRequest, Questionnaire, Stage
from app.evaluation.rules import STAYS_OPEN, sessions_due_for_impact
from app.notifications.models import WAITING, Message
from app.programme.models import Course, LearningWeek, SessionState, Strand, TrainingSession


def issued(booking_id: int, stage: Stage) -> Issued | None:
    return db.session.scalar(select(Issued).where(Issued.booking_id == booking_id, Issued.stage == stage))


def manager_request(request_id: int) -> ManagerRequest | None:
    wanted = select(ManagerRequest).where(ManagerRequest.id == request_id).options(selectinload(ManagerRequest.issued))
    return db.session.scalar(wanted)


def requests_to(manager_email: str) -> int:
    """How many messages a manager has had."""
    return db.session.scalar(select(func.count()).where(ManagerRequest.manager_email == manager_email)) or 0


def questionnaire(stage: Stage, *, is_brief: bool) -> Questionnaire | None:
    """The version in use."""
    wanted = select(Questionnaire).where(Questionnaire.stage == stage, Questionnaire.is_brief == is_brief)
    return db.session.scalar(wanted.order_by(Questionnaire.version.desc()).limit(1))


def to_ask_before(*, at: datetime) -> list[Booking]:
    """Who has a place on a session to come, without a pre-course questionnaire: however they got it."""
    wanted = _not_asked(Stage.BEFORE).where(
        Booking.state == BookingState.BOOKED, TrainingSession.starts_at > at, _asks_in_full()
    )
    return list(db.session.scalars(wanted))


def to_ask_after(*, at: datetime) -> list[Booking]:
    """Who was there, wholly or in part, once it has ended; for a Learning Week once the week has, one booking each."""
    over = or_(TrainingSession.learning_week_id.is_(None), LearningWeek.ends_on < clock.to_london(at).date())
    wanted = (
        _not_asked(Stage.AFTER)
        .outerjoin(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
        .where(
            Booking.outcome.in_(Stage.AFTER.asks_about),
            TrainingSession.ends_at <= at,
            TrainingSession.ends_at > at - STAYS_OPEN,
            over,
            ~_asked_about_the_same_week(),
        )
    )
    first_of_the_week: dict[tuple[int, int], Booking] = {}
    chosen = []
    for booking in db.session.scalars(wanted):
        week = booking.session.learning_week_id
        if week is None or first_of_the_week.setdefault((booking.practitioner_id, week), booking) is booking:
            chosen.append(booking)
    return chosen


def to_ask_later(*, at: datetime) -> list[Booking]:
    """Attendees and walk-ins of sessions whose weeks are over."""
    weeks = db.session.scalars(select(Course.impact_after_weeks).distinct()).all()
    due = []
    for number in weeks:
        since, until = sessions_due_for_impact(at, number)
        ended = and_(TrainingSession.ends_at >= since, TrainingSession.ends_at < until)
        due.append(and_(Course.impact_after_weeks == number, ended))
    if not due:
        return []
    wanted = _not_asked(Stage.LATER).where(Booking.outcome.in_(Stage.LATER.asks_about), _asks_in_full(), or_(*due))
    return list(db.session.scalars(wanted))


def to_ask_managers(*, at: datetime) -> list[Booking]:
    """Bookings asked about impact whose line manager hasn't been; nobody is asked about themself."""
    asked_later = exists().where(Issued.booking_id == Booking.id, Issued.stage == Stage.LATER, Issued.closes_at > at)
    wanted = (
        _not_asked(Stage.MANAGER)
        .join(User, User.id == Booking.practitioner_id)
        .where(
            Booking.outcome.in_(Stage.MANAGER.asks_about),
            Booking.manager_email != "",
            Booking.manager_email != User.email,
            asked_later,
        )
    )
    return list(db.session.scalars(wanted))


def is_wanted() -> ColumnElement[bool]:
    """SQL for `issued.is_wanted`, of a query that joins the booking."""
    before = and_(Issued.stage == Stage.BEFORE, Booking.state == BookingState.BOOKED)
    others = [stage for stage in Stage if stage is not Stage.BEFORE]
    return or_(before, *(and_(Issued.stage == stage, Booking.outcome.in_(stage.asks_about)) for stage in others))


def unanswered(stage: Stage, *, at: datetime) -> list[Issued]:
    """Open questionnaires of a stage that are still wanted and have no answer."""
    wanted = (
        select(Issued)
        .join(Issued.booking)
        .where(Issued.stage == stage, Issued.answered_at.is_(None), Issued.closes_at > at, is_wanted())
        .order_by(Issued.id)
    )
    return list(db.session.scalars(wanted))


def unanswered_requests(*, at: datetime) -> list[ManagerRequest]:
    """Open messages to managers about anyone still wanted, without an answer."""
    waiting = exists().where(
        Issued.manager_request_id == ManagerRequest.id,
        Issued.booking_id == Booking.id,
        Issued.answered_at.is_(None),
        is_wanted(),
    )
    wanted = select(ManagerRequest).where(ManagerRequest.closes_at > at, waiting)
    return list(db.session.scalars(wanted.options(selectinload(ManagerRequest.issued))))


def mailed_in_vain() -> list[Issued | ManagerRequest]:
    """Questionnaires and requests that aren't wanted any more while mail about them still waits."""
    waiting = Message.state.in_(WAITING)
    questionnaires = select(Issued).join(Issued.booking).join(Message, Message.subject_key == _about(Issued))
    wanted = exists().where(
        Issued.manager_request_id == ManagerRequest.id, Issued.booking_id == Booking.id, is_wanted()
    )
    requests = select(ManagerRequest).join(Message, Message.subject_key == _about(ManagerRequest))
    return [
        *db.session.scalars(questionnaires.where(waiting, ~is_wanted()).distinct()),
        *db.session.scalars(requests.where(waiting, ~wanted).distinct()),
    ]


def _not_asked(stage: Stage) -> Select[Booking]:
    """Bookings without a questionnaire of this stage; imported registers are history and never asked."""
    return (
        select(Booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(
            TrainingSession.is_imported.is_(False),
            TrainingSession.state == SessionState.PUBLISHED,
            ~exists().where(Issued.booking_id == Booking.id, Issued.stage == stage),
        )
        .order_by(TrainingSession.starts_at, Booking.id)
    )


def _asks_in_full() -> ColumnElement[bool]:
    """SQL for `not session.asks_once`."""
    return and_(Course.strand != Strand.LUNCHTIME, TrainingSession.learning_week_id.is_(None))


def _asked_about_the_same_week() -> Exists:
    """SQL: the person has had the one questionnaire of this Learning Week."""
    other, other_session = aliased(Booking), aliased(TrainingSession)
    return exists().where(
        Issued.booking_id == other.id,
        Issued.stage == Stage.AFTER,
        other.practitioner_id == Booking.practitioner_id,
        other.session_id == other_session.id,
        other_session.learning_week_id == TrainingSession.learning_week_id,
    )


def _about(model: type[Issued] | type[ManagerRequest]) -> ColumnElement[str]:
    """SQL for `.about`."""
    return literal(model.ABOUT) + cast(model.id, String)
