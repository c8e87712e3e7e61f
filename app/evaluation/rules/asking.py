"""When each stage asks, and until when it can still be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app import clock
from app.evaluation.models import Shape, Stage, Timing, shape_of, shape_of_course
from app.programme.models import Course, TrainingSession

STAYS_OPEN = timedelta(days=28)
"""How long what goes by mail can be answered, unless the office sets another time."""

SECOND_THOUGHTS = timedelta(minutes=3)
"""How long mail waits after a mark: the office marks everyone present first, then the exceptions."""

ASKED_AGAIN_AFTER = timedelta(minutes=1)
"""How long after a letter the office can send another: a button pressed twice sends one."""

IMPACT_HOUR = time(9)
READY_TIMINGS: dict[tuple[Shape, Stage], Timing] = {
    (Shape.COURSE, Stage.BEFORE): Timing(reminders=(2,)),
    (Shape.COURSE, Stage.AFTER): Timing(reminders=(3, 7)),
    (Shape.COURSE, Stage.LATER): Timing(weeks_after=12, reminders=(7, 14)),
    (Shape.COURSE, Stage.MANAGER): Timing(weeks_after=12, reminders=(7, 14)),
    **{
        (shape, stage): Timing(is_on, weeks_after, reminders=reminders)
        for shape in (Shape.LUNCHTIME, Shape.WEEK)
        for stage, is_on, weeks_after, reminders in (
            (Stage.BEFORE, False, 0, (2,)),
            (Stage.AFTER, True, 0, (3, 7)),
            (Stage.LATER, False, 12, (7, 14)),
            (Stage.MANAGER, False, 12, (7, 14)),
        )
    },
}
"""The partnership's defaults until the office sets its own."""


@dataclass(frozen=True)
class Timings:
    """What the office has set, by shape and by course, over the ready timings."""

    of_shapes: Mapping[tuple[Shape, Stage], Timing] = field(default_factory=dict)
    of_courses: Mapping[tuple[int, Stage], Timing] = field(default_factory=dict)

    def of_shape(self, shape: Shape, stage: Stage) -> Timing:
        return self.of_shapes.get((shape, stage)) or READY_TIMINGS[shape, stage]

    def of_course(self, course: Course, stage: Stage) -> Timing:
        """For its sessions outside a Learning Week, which has timings of its own."""
        return self.of_courses.get((course.id, stage)) or self.of_shape(shape_of_course(course), stage)

    def most_reminders(self, stage: Stage) -> tuple[int, timedelta]:
        """How many anything of a stage has, and the longest of its waits, with a day to spare for the clocks."""
        all_set = [*self.of_shapes.items(), *self.of_courses.items(), *READY_TIMINGS.items()]
        reminders = [timing.reminders for (_, of_stage), timing in all_set if of_stage is stage]
        longest = max((max(days, default=0) for days in reminders), default=0)
        return max(map(len, reminders), default=0), timedelta(days=longest + 1)

    def of_session(self, session: TrainingSession, stage: Stage) -> Timing:
        if session.learning_week_id is not None:
            return self.of_shape(shape_of(session), stage)
        return self.of_course(session.course, stage)


@dataclass(frozen=True)
class Window:
    """Instants from `since` to before `until`."""

    since: datetime
    until: datetime


def due_after(at: datetime, timing: Timing) -> Window:
    """What ended in it is asked now."""
    return Window(at - timedelta(days=timing.open_days) + _A_MOMENT, at + _A_MOMENT)


def due_later(at: datetime, timing: Timing) -> Window:
    """What ended in it is asked about impact now, at nine in the morning London time.

    Sessions of one day fall due together, so that their managers get one message.
    """
    last = _last_impact_date(at) - timedelta(weeks=timing.weeks_after)
    return Window(_midnight(last - timedelta(days=timing.open_days)), _midnight(last + timedelta(days=1)))


def passed_since(earlier: Window, now: Window) -> Window:
    """What ended in it could be asked by the earlier window, and can't by the present one."""
    return Window(earlier.since, now.since)


def impact_falls_due(session: TrainingSession, timing: Timing) -> datetime:
    """When the impact questionnaire about a session goes out."""
    ended_on = clock.to_london(session.ends_at).date()
    return clock.from_london(ended_on + timedelta(weeks=timing.weeks_after), IMPACT_HOUR)


def reminders_due(timing: Timing, issued_at: datetime, at: datetime) -> int:
    """How many reminders of a mailed questionnaire should have gone by now; none once its stage is off."""
    return timing.is_on * sum(at >= clock.days_later(issued_at, days) for days in timing.reminders)


def reminders_due_before(timing: Timing, issued_at: datetime, starts_at: datetime, at: datetime) -> int:
    """How many reminders of a pre-course questionnaire should have gone; who was asked lately needs none."""
    return sum(
        at >= clock.days_later(starts_at, -days) and issued_at <= clock.days_later(starts_at, -2 * days)
        for days in timing.reminders
    )


def _last_impact_date(at: datetime) -> date:
    """The latest day whose hour has come."""
    day = clock.to_london(at).date()
    return day if at >= clock.from_london(day, IMPACT_HOUR) else day - timedelta(days=1)


def _midnight(day: date) -> datetime:
    return clock.from_london(day, time())


_A_MOMENT = timedelta(microseconds=1)
