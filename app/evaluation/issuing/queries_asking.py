"""Who of some bookings is to be asked, and who should have been. Each is one query, however many they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, false, literal, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core import clock
from app.core.database import db
from app.core.links import Secret
from app.evaluation.issuing import rules
from app.evaluation.models_issued import Issued
from app.evaluation.questionnaires import queries as questionnaires
from app.evaluation.questionnaires.rules import QuestionnairesInUse
from app.evaluation.stages import Shape, Stage
from app.evaluation.timing import queries as timing_queries
from app.evaluation.timing.models import Timing
from app.evaluation.timing.rules import Timings
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek

_OTHER, _OTHER_SESSION = aliased(Booking), aliased(TrainingSession)


@dataclass(frozen=True)
class Plan:
    """What is asked, and when: everything that the questions below need to know, read once."""

    timings: Timings
    courses: Sequence[Course]
    in_use: QuestionnairesInUse

    def timing(self, session: TrainingSession, stage: Stage) -> Timing:
        return self.timings.of_session(session, stage)

    def timing_of(self, course: Course, stage: Stage) -> Timing:
        return self.timings.of_course(course, stage)

    def of_courses(self, stage: Stage) -> dict[Timing, list[int]]:
        """The courses by how they ask at a stage, outside a Learning Week."""
        of_timing: dict[Timing, list[int]] = {}
        for course in self.courses:
            of_timing.setdefault(self.timings.of_course(course, stage), []).append(course.id)
        return of_timing

    def all_timings(self, stage: Stage) -> list[Timing]:
        """Each way in which any course, or a Learning Week, asks at a stage, or would if it were on."""
        return list(dict.fromkeys([*self.of_courses(stage), self.timings.of_shape(Shape.WEEK, stage)]))

    @property
    def settings(self) -> list[object]:
        """What the questions below go by: where it is another, they are to be asked of everybody anew."""
        return [(stage, self.of_courses(stage), self.timings.of_shape(Shape.WEEK, stage)) for stage in Stage]


def plan() -> Plan:
    """Three queries."""
    return Plan(
        timing_queries.timings(), db.session.scalars(select(Course).order_by(Course.id)).all(), questionnaires.in_use()
    )


def pre_course_links(bookings: Sequence[Booking]) -> dict[Booking, Secret]:
    """Where somebody with a place answers the pre-course questionnaire; of those bookings alone that are asked."""
    when = timing_queries.timings()
    return {
        booking: Secret(Stage.PRE_COURSE, booking.id)
        for booking in bookings
        if when.of_session(booking.session, Stage.PRE_COURSE).is_on
    }


# Who is to be asked


def to_ask_before(plan: Plan, among: Sequence[int], *, at: datetime) -> list[Booking]:
    """Who has a place on a session to come, without a pre-course questionnaire: however they got it."""
    asks = _where_it_asks(plan, Stage.PRE_COURSE)
    wanted = _not_asked(Stage.PRE_COURSE, among).where(
        Booking.state == BookingState.BOOKED, Booking.letters_wait.is_(False), ~TrainingSession.has_started(at), asks
    )
    return list(db.session.scalars(wanted))


def to_ask_after(plan: Plan, among: Sequence[int], *, at: datetime) -> list[Booking]:
    """Who was there, wholly or in part, once it has ended; for a Learning Week once the week has, one booking each."""
    return _who_was_there(
        Stage.POST_COURSE,
        among,
        _where_it_asks(plan, Stage.POST_COURSE, lambda timing: rules.due_after(at, timing)),
        at,
    )


def to_ask_later(plan: Plan, among: Sequence[int], *, at: datetime) -> list[Booking]:
    """Attendees and walk-ins of sessions whose weeks are over."""
    asks = _where_it_asks(plan, Stage.IMPACT, lambda timing: rules.due_later(at, timing))
    return _who_was_there(Stage.IMPACT, among, asks, at)


def to_ask_managers(plan: Plan, among: Sequence[int], *, at: datetime) -> list[Booking]:
    """Bookings asked about impact whose line manager hasn't been; nobody is asked about themself."""
    asked_later = exists().where(
        Issued.booking_id == Booking.id, Issued.stage == Stage.IMPACT, ~Issued.is_missed, Issued.closes_at > at
    )
    wanted = (
        _not_asked(Stage.MANAGER, among)
        .join(User, User.id == Booking.practitioner_id)
        .where(
            Booking.outcome.in_(Stage.MANAGER.asks_about),
            Booking.manager_email != "",
            Booking.manager_email != User.email,
            _where_it_asks(plan, Stage.MANAGER),
            asked_later,
        )
    )
    return list(db.session.scalars(wanted))


# Who should have been asked between the last run and now, and can't be any more


def missed_before(plan: Plan, among: Sequence[int], *, since: datetime, at: datetime) -> list[Booking]:
    """Who had a place as it started, without a pre-course questionnaire. Who was let in at the door has none."""
    wanted = _not_asked(Stage.PRE_COURSE, among).where(
        Booking.state == BookingState.BOOKED,
        Booking.booked_at < TrainingSession.starts_at,
        TrainingSession.starts_at > since,
        TrainingSession.starts_at <= at,
        _where_it_asks(plan, Stage.PRE_COURSE),
    )
    return list(db.session.scalars(wanted))


def missed_after(plan: Plan, among: Sequence[int], *, since: datetime, at: datetime) -> list[Booking]:
    asks = _where_it_asks(
        plan,
        Stage.POST_COURSE,
        lambda timing: rules.passed_since(rules.due_after(since, timing), rules.due_after(at, timing)),
    )
    return _who_was_there(Stage.POST_COURSE, among, asks, at)


def missed_later(plan: Plan, among: Sequence[int], *, since: datetime, at: datetime) -> list[Booking]:
    asks = _where_it_asks(
        plan,
        Stage.IMPACT,
        lambda timing: rules.passed_since(rules.due_later(since, timing), rules.due_later(at, timing)),
    )
    return _who_was_there(Stage.IMPACT, among, asks, at)


# The parts of these questions


def _not_asked(stage: Stage, among: Sequence[int]) -> Select[Booking]:
    """Of these bookings, those without a questionnaire of this stage; not imported history, nor who has no address."""
    return (
        select(Booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .outerjoin(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
        .where(
            Booking.id.in_(among),
            TrainingSession.is_imported.is_(False),
            TrainingSession.is_published,
            ~exists().where(Issued.booking_id == Booking.id, Issued.stage == stage),
            exists().where(User.id == Booking.practitioner_id, User.has_address).correlate(Booking),
        )
        .order_by(TrainingSession.starts_at, Booking.id)
    )


def _where_it_asks(
    plan: Plan, stage: Stage, ended_in: Callable[[Timing], rules.Window] | None = None
) -> ColumnElement[bool]:
    """SQL: the sessions on which this stage is on and, if a window is given, which ended in it by its timing.

    A Learning Week ends as its last day does.
    """
    asks: list[ColumnElement[bool]] = [
        and_(
            TrainingSession.learning_week_id.is_(None),
            TrainingSession.course_id.in_(course_ids),
            _ended_in(ended_in(timing)) if ended_in else literal(True),
        )
        for timing, course_ids in plan.of_courses(stage).items()
        if timing.is_on
    ]
    of_week = plan.timings.of_shape(Shape.WEEK, stage)
    if of_week.is_on:
        in_week = TrainingSession.learning_week_id.is_not(None)
        asks.append(and_(in_week, _week_ended_in(ended_in(of_week)) if ended_in else literal(True)))
    return or_(false(), *asks)


def _ended_in(window: rules.Window) -> ColumnElement[bool]:
    return and_(TrainingSession.ends_at >= window.since, TrainingSession.ends_at < window.until)


def _week_ended_in(window: rules.Window) -> ColumnElement[bool]:
    """The midnight at which its last day ends lies in the window."""
    since, until = (clock.to_london(edge).date() for edge in (window.since, window.until))
    return and_(LearningWeek.ends_on >= since, LearningWeek.ends_on < until)


def _who_was_there(stage: Stage, among: Sequence[int], asks: ColumnElement[bool], at: datetime) -> list[Booking]:
    """Whom the outcome says to ask; a Learning Week asks each person once."""
    wanted = _not_asked(stage, among).where(
        Booking.outcome.in_(stage.asks_about),
        TrainingSession.has_ended(at),
        asks,
        ~_asked_about_the_same_week(stage),
    )
    first_of_the_week: dict[tuple[int, int], Booking] = {}
    chosen = []
    for booking in db.session.scalars(wanted):
        week = booking.session.learning_week_id
        if week is None or first_of_the_week.setdefault((booking.practitioner_id, week), booking) is booking:
            chosen.append(booking)
    return chosen


def _asked_about_the_same_week(stage: Stage) -> Exists:
    """SQL: the person has had the one questionnaire of this Learning Week, about a session that they were at."""
    return exists().where(
        _OTHER.outcome.in_(stage.asks_about),
        Issued.booking_id == _OTHER.id,
        Issued.stage == stage,
        _OTHER.practitioner_id == Booking.practitioner_id,
        _OTHER.session_id == _OTHER_SESSION.id,
        _OTHER_SESSION.learning_week_id == TrainingSession.learning_week_id,
    )
