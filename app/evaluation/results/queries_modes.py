"""On what people answered: phone, desktop or paper, by stage."""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.accounts.models import Agency
from app.booking.models import Booking
from app.core.database import db
from app.evaluation.models_issued import AnswerMode, Issued
from app.evaluation.results.queries import pooled, within
from app.evaluation.scope import Scope
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession


@dataclass
class StageModes:
    """How many answered a stage on what; None counts those of whom it isn't known."""

    counts: dict[AnswerMode | None, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(self.counts.values())

    @property
    def not_known(self) -> int:
        return self.counts.get(None, 0)

    def on(self, mode: AnswerMode) -> int:
        return self.counts.get(mode, 0)


def answered_on(scope: Scope) -> dict[Stage, StageModes]:
    """Of each stage that anybody answered. One query."""
    rows = db.session.execute(
        select(Issued.stage, Issued.mode, func.count())
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(within(scope), pooled(scope), Issued.answered_at.is_not(None))
        .group_by(Issued.stage, Issued.mode)
    )
    found: dict[Stage, StageModes] = {}
    for stage, mode, how_many in rows:
        found.setdefault(stage, StageModes()).counts[mode] = how_many
    return {stage: found[stage] for stage in Stage if stage in found}
