"""The default timings, and those of a shape or a course."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from itertools import zip_longest

from app.evaluation.stages import Shape, Stage, shape_of, shape_of_course
from app.evaluation.timing.models import Timing
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession

STAYS_OPEN = timedelta(days=28)
"""How long what goes by mail can be answered, unless the office sets another time."""

IMPACT_HOUR = time(9)

DEFAULT_TIMINGS: dict[tuple[Shape, Stage], Timing] = {
    (Shape.COURSE, Stage.PRE_COURSE): Timing(reminders=(2,)),
    (Shape.COURSE, Stage.POST_COURSE): Timing(reminders=(3, 7)),
    (Shape.COURSE, Stage.IMPACT): Timing(weeks_after=12, reminders=(7, 14)),
    (Shape.COURSE, Stage.MANAGER): Timing(weeks_after=12, reminders=(7, 14)),
    **{
        (shape, stage): Timing(is_on, weeks_after, reminders=reminders)
        for shape in (Shape.LUNCHTIME, Shape.WEEK)
        for stage, is_on, weeks_after, reminders in (
            (Stage.PRE_COURSE, False, 0, (2,)),
            (Stage.POST_COURSE, True, 0, (3, 7)),
            (Stage.IMPACT, False, 12, (7, 14)),
            (Stage.MANAGER, False, 12, (7, 14)),
        )
    },
}
"""The partnership's defaults until the office sets its own."""


@dataclass(frozen=True)
class Timings:
    """What the office has set, by shape and by course, over the defaults."""

    of_shapes: Mapping[tuple[Shape, Stage], Timing] = field(default_factory=dict)
    of_courses: Mapping[tuple[int, Stage], Timing] = field(default_factory=dict)

    def of_shape(self, shape: Shape, stage: Stage) -> Timing:
        return self.of_shapes.get((shape, stage)) or DEFAULT_TIMINGS[shape, stage]

    def of_course(self, course: Course, stage: Stage) -> Timing:
        """For its sessions outside a Learning Week, which has timings of its own."""
        return self.of_courses.get((course.id, stage)) or self.of_shape(shape_of_course(course), stage)

    def reminder_days(self, stage: Stage) -> list[int]:
        """The shortest wait that any timing of a stage has for its first reminder, its second and so on.

        Of the pre-course questionnaire, which is reminded of before the start, the longest.
        """
        all_set = [*self.of_shapes.items(), *self.of_courses.items(), *DEFAULT_TIMINGS.items()]
        waits = [sorted(timing.reminders) for (_, of_stage), timing in all_set if of_stage is stage]
        closest = max if stage is Stage.PRE_COURSE else min
        return [closest(filter(None, nth)) for nth in zip_longest(*waits)]

    def of_session(self, session: TrainingSession, stage: Stage) -> Timing:
        if session.learning_week_id is not None:
            return self.of_shape(shape_of(session), stage)
        return self.of_course(session.course, stage)
