"""Which bookings a run of the job has to see: those that changed, and those whose moment came. Never all of them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from app.booking.models import Booking
from app.core.changes import JobRun
from app.core.clock import to_london
from app.core.database import db
from app.evaluation.issuing import queries_asking, rules
from app.evaluation.stages import Stage
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek


def bookings_concerned(plan: queries_asking.Plan, look: JobRun) -> list[int]:
    """Their ids, the earliest session first. A handful of queries, each by an index of its own.

    What can make a questionnaire due, late, or sent in vain: the booking changed (state, outcome, manager), its session
    did (published, moved, cancelled) or its Learning Week, the session began or ended, or its weeks are over. What the
    office sets about timings is in `look.settings`, and brings a sweep of all that can be asked about still.
    """
    if look.is_sweep:
        return _in_order(_of_sessions(TrainingSession.ends_at >= _oldest(plan, look.at)))
    began = and_(TrainingSession.starts_at > look.last, TrainingSession.starts_at <= look.at)
    ended = [_ended_in(window) for window in _windows(plan, look)]
    weeks = [_on_dates(window) for window in _windows(plan, look)]
    concerned = {
        *_rows(Booking.changed_at >= look.since),
        *_rows(TrainingSession.changed_at >= look.since),
        *_of_weeks(or_(LearningWeek.changed_at >= look.since, *weeks)),
        *_of_sessions(or_(began, *ended)),
    }
    return _in_order(concerned)


def _windows(plan: queries_asking.Plan, look: JobRun) -> list[rules.Window]:
    """When a session ended about which something fell due, or has passed unasked, since the run before."""
    windows = []
    for stage, due in ((Stage.POST_COURSE, rules.due_after), (Stage.IMPACT, rules.due_later)):
        for timing in filter(lambda timing: timing.is_on, plan.all_timings(stage)):
            before, now = due(look.last, timing), due(look.at, timing)
            windows += [rules.Window(before.until, now.until), rules.passed_since(before, now)]
    return [window for window in windows if window.since < window.until]


def _oldest(plan: queries_asking.Plan, at: datetime) -> datetime:
    """What ended before that is closed at every stage."""
    return at - max(rules.concerns_for(timing) for stage in Stage for timing in plan.all_timings(stage))


Row = tuple[datetime, int]
"""When its session starts, and a booking's id."""


def _in_order(rows: Iterable[Row]) -> list[int]:
    return [booking_id for _, booking_id in sorted(rows)]


def _rows(condition: ColumnElement[bool]) -> Iterable[Row]:
    wanted = select(TrainingSession.starts_at, Booking.id).join(
        TrainingSession, TrainingSession.id == Booking.session_id
    )
    return [(starts_at, booking_id) for starts_at, booking_id in db.session.execute(wanted.where(condition))]


def _of_sessions(condition: ColumnElement[bool]) -> Iterable[Row]:
    return _rows(and_(TrainingSession.is_published, condition))


def _of_weeks(condition: ColumnElement[bool]) -> Iterable[Row]:
    """Weeks are few, so they come first."""
    weeks = db.session.scalars(select(LearningWeek.id).where(condition)).all()
    return _rows(TrainingSession.learning_week_id.in_(weeks)) if weeks else ()


def _ended_in(window: rules.Window) -> ColumnElement[bool]:
    return and_(TrainingSession.ends_at >= window.since, TrainingSession.ends_at < window.until)


def _on_dates(window: rules.Window) -> ColumnElement[bool]:
    """The midnight at which a week's last day ends lies in the window, or near it."""
    return LearningWeek.ends_on.between(to_london(window.since).date(), to_london(window.until).date())
