"""Reads of the timings that the office has set."""

from sqlalchemy import exists, select

from app.core.database import db, read_once
from app.evaluation.stages import Shape, Stage
from app.evaluation.timing import rules
from app.evaluation.timing.models import StageTiming
from app.http.kept_parts import kept_for_visitors
from app.programme.models import Course


@read_once(StageTiming)
@kept_for_visitors
def timings() -> rules.Timings:
    standing = db.session.scalars(select(StageTiming)).all()
    return rules.Timings(
        of_shapes={(each.shape, each.stage): each.timing for each in standing if each.shape},
        of_courses={(each.course_id, each.stage): each.timing for each in standing if each.course_id},
    )


def timings_set(of: Shape | Course) -> dict[Stage, StageTiming]:
    """What the office has set for a shape or a course, by stage."""
    wanted = select(StageTiming)
    if isinstance(of, Course):
        wanted = wanted.where(StageTiming.course_id == of.id)
    else:
        wanted = wanted.where(StageTiming.shape == of)
    return {each.stage: each for each in db.session.scalars(wanted)}


def courses_with_timings() -> list[Course]:
    """Those that have any of their own."""
    wanted = select(Course).where(exists().where(StageTiming.course_id == Course.id))
    return list(db.session.scalars(wanted.order_by(Course.title)))
