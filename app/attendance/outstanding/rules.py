"""When a register that isn't closed is one to be reminded of."""

from datetime import date

from app.programme.rules_working_days import NONE, Closed, working_days_after

PATIENCE = 2
"""Working days in which the office closes a register without being asked."""


def becomes_outstanding_on(last_day: date, closed: Closed = NONE) -> date:
    """The working day that begins when two whole ones have passed since a session's last day."""
    return working_days_after(last_day, PATIENCE + 1, closed)
