"""Until when a stage can still ask, and when it reminds."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core import clock
from app.evaluation.timing.models import Timing
from app.evaluation.timing.rules import IMPACT_HOUR
from app.programme.models_sessions import TrainingSession

SECOND_THOUGHTS = timedelta(minutes=3)
"""How long mail waits after a mark: the office marks everyone present first, then the exceptions."""

ASKED_AGAIN_AFTER = timedelta(minutes=1)
"""How long after a letter the office can send another: a button pressed twice sends one."""


LONGEST_WEEK = timedelta(days=31)
"""So long after a session the Learning Week that it is in ends at the latest."""


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


def concerns_for(timing: Timing) -> timedelta:
    """How long after a session something of a stage can be issued, or open still."""
    return timedelta(weeks=timing.weeks_after, days=2 * timing.open_days) + LONGEST_WEEK


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
