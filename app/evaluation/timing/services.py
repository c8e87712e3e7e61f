"""Setting when each stage asks: for everything of a shape, or for one course."""

from collections.abc import Mapping
from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.evaluation.stages import Shape, Stage
from app.evaluation.timing import queries, refusals
from app.evaluation.timing.models import StageTiming, Timing
from app.programme.models import Course

TURN = "timings"


@command
def set_timing(of: Shape | Course, timings: Mapping[Stage, Timing], *, by: User, at: datetime) -> None:
    """Raises ManagersNeedImpact."""
    advisory_lock(TURN)
    if timings[Stage.MANAGER].is_on and not timings[Stage.IMPACT].is_on:
        raise refusals.ManagersNeedImpact
    standing = queries.timings_set(of)
    for stage, timing in timings.items():
        record = standing.get(stage) or _new(of, stage)
        if record.id is None or record.timing != timing:
            record.become(timing)
            db.session.add(record)
            audit.write(Verb.SET_QUESTIONNAIRE_TIMING, record, by=by, at=at, stage=stage)


@command
def use_the_defaults(course: Course, *, by: User, at: datetime) -> None:
    """The course has no timings of its own any more."""
    advisory_lock(TURN)
    for record in queries.timings_set(course).values():
        db.session.delete(record)
    audit.write(Verb.GAVE_DEFAULT_TIMINGS, course, by=by, at=at)


def _new(of: Shape | Course, stage: Stage) -> StageTiming:
    if isinstance(of, Course):
        return StageTiming(course_id=of.id, stage=stage)
    return StageTiming(shape=of, stage=stage)
