"""When answers count for others than the office, and of how few people nothing is shown."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.core import clock
from app.evaluation.stages import Stage

SESSIONS_REMEMBERED = 20_000
"""Each is asked about for everybody who was on it."""

FEWEST = 5
"""Suppression: others than the office see no figure of fewer people than that."""

ADDED_AFTER = {
    Stage.PRE_COURSE: timedelta(weeks=6),
    Stage.POST_COURSE: timedelta(weeks=6),
    Stage.IMPACT: timedelta(weeks=26),
    Stage.MANAGER: timedelta(weeks=26),
}
"""From the end of a quarter: the time that the questionnaire is open as a rule, and some weeks for papers."""


def quarter_of(day: date) -> date:
    """The first day of its quarter: the programme year begins with one."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


@lru_cache(maxsize=SESSIONS_REMEMBERED)
def quarter_begun_in(began_at: datetime) -> date:
    """The first day of the quarter in which a session began, in London."""
    return quarter_of(clock.to_london(began_at).date())


@lru_cache(maxsize=SESSIONS_REMEMBERED)
def cut_off_at(stage: Stage, began_at: datetime) -> datetime:
    """When what a stage asks about a session is added, with all of its quarter."""
    next_quarter = quarter_of(quarter_begun_in(began_at) + timedelta(days=100))
    return clock.from_london(next_quarter + ADDED_AFTER[stage], time())
