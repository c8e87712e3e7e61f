"""Who may be due a reminder, and whose started answers are of no use any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.booking.models import Booking
from app.core.database import db
from app.evaluation.issuing.queries import locked, open_and_unanswered, open_requests
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import Stage
from app.evaluation.timing.rules import Timings
from app.programme.models_sessions import TrainingSession

A_CLOCK_CHANGE = timedelta(hours=1)
"""So much can lie between some days by London's clocks and as many times 24 hours."""


def to_remind(stage: Stage, timings: Timings, numbers: Sequence[int] | None, *, at: datetime) -> list[Issued]:
    """Of those without an answer, who may be due a reminder by any timing of the stage; none of sessions far ahead.

    Of these, and locked, if their numbers are given.
    """
    wanted = open_and_unanswered(at).where(Issued.stage == stage)
    if stage is Stage.PRE_COURSE:
        days = timings.reminder_days(stage)
        starts_by = at + timedelta(days=max(days, default=0)) + A_CLOCK_CHANGE
        wanted = wanted.join(TrainingSession, TrainingSession.id == Booking.session_id)
        wanted = wanted.where(Issued.reminders_sent < len(days), TrainingSession.starts_at <= starts_by)
    else:
        wanted = wanted.where(_may_be_late(Issued, stage, timings, at))
    if numbers is not None:
        wanted = locked(wanted.where(Issued.id.in_(numbers)), Issued)
    return list(db.session.scalars(wanted))


def requests_to_remind(timings: Timings, numbers: Sequence[int] | None, *, at: datetime) -> list[ManagerRequest]:
    """The same of messages to managers about anyone still wanted."""
    wanted = open_requests(at).where(_may_be_late(ManagerRequest, Stage.MANAGER, timings, at))
    if numbers is not None:
        wanted = locked(wanted.where(ManagerRequest.id.in_(numbers)), ManagerRequest)
    return list(db.session.scalars(wanted))


def started_and_closed(model: type[Issued] | type[ManagerRequest], *, at: datetime) -> list[int]:
    """The numbers of those that closed with an answer begun."""
    return list(db.session.scalars(select(model.id).where(model.draft.is_not(None), model.closes_at <= at)))


def _may_be_late(
    model: type[Issued] | type[ManagerRequest], stage: Stage, timings: Timings, at: datetime
) -> ColumnElement[bool]:
    """SQL: by the shortest wait that any timing of the stage has, the next reminder is due, or nearly."""
    late = (
        and_(model.reminders_sent == sent, model.issued_at <= at - timedelta(days=days) + A_CLOCK_CHANGE)
        for sent, days in enumerate(timings.reminder_days(stage))
    )
    return or_(false(), *late)
