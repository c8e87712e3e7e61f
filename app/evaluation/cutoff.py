"""When answers count for others than the office, and of how few people nothing is shown."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.core import clock
from app.evaluation.stages import Stage

SESSIONS_REMEMBERED = 20_000
"""Each is asked about for everybody who was on it."""

FEWEST = 5
"""Suppression: others than the office see no figure of fewer people than that."""

FOR_PAPER = timedelta(weeks=2)
"""How long after its window a stage waits: for sessions of several days, and for what comes on paper."""

ADDED_AFTER = {
    Stage.PRE_COURSE: timedelta(weeks=4) + FOR_PAPER,
    Stage.POST_COURSE: timedelta(weeks=4) + FOR_PAPER,
    Stage.IMPACT: timedelta(weeks=12 + 4) + FOR_PAPER,
    Stage.MANAGER: timedelta(weeks=12 + 4) + FOR_PAPER,
}
"""From the end of a quarter until it can be settled: the stage's own window as it is unless the office sets another."""


def quarter_of(day: date) -> date:
    """The first day of its quarter: the programme year begins with one."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def quarter_after(quarter: date) -> date:
    """The first day of the next one."""
    return quarter_of(quarter + timedelta(days=100))


@lru_cache(maxsize=SESSIONS_REMEMBERED)
def quarter_begun_in(began_at: datetime) -> date:
    """The first day of the quarter in which a session began, in London."""
    return quarter_of(clock.to_london(began_at).date())


@lru_cache(maxsize=SESSIONS_REMEMBERED)
def cut_off_at(stage: Stage, began_at: datetime) -> datetime:
    """From when on what a stage asked about a session can be settled, with all of its quarter."""
    return clock.from_london(quarter_after(quarter_begun_in(began_at)) + ADDED_AFTER[stage], time())
