"""Until when something is in time."""

from datetime import datetime, time, timedelta

from app.core import clock
from app.programme.rules_working_days import NONE, Closed, working_days_after, working_days_before
from app.terms.models import NoticeUnit, Policy

END_OF_DAY = time(23, 59, 59, 999_999)


def notice_ends(
    starts_at: datetime, notice: int, unit: NoticeUnit, *, boundary: time | None = None, closed: Closed = NONE
) -> datetime:
    """The last instant at which notice is still given, so many days before the start.

    It is the same London wall-clock time as the start's, or the boundary's, which is good to the end of its minute.
    Working days are Monday to Friday without England's bank holidays and the days the office is closed.
    """
    start = clock.to_london(starts_at)
    if unit is NoticeUnit.CALENDAR_DAYS:
        day = start.date() - timedelta(days=notice)
    else:
        day = working_days_before(start.date(), notice, closed)
    if boundary is None:
        return clock.from_london(day, start.time())
    return min(clock.from_london(day, boundary.replace(second=59, microsecond=999_999)), starts_at)


def free_until(policy: Policy | None, starts_at: datetime, closed: Closed = NONE) -> datetime:
    """Until when, inclusive, a cancellation is free: until the start where cancelling never costs anything."""
    if policy is None or policy.charges_nothing or not policy.late_cancellation_percent:
        return starts_at
    days = policy.notice if policy.partial_percent or policy.full_notice is None else policy.full_notice
    return notice_ends(starts_at, days, policy.notice_unit, boundary=policy.boundary, closed=closed)


def full_charge_from(policy: Policy, starts_at: datetime, closed: Closed = NONE) -> datetime | None:
    """The instant after which all of the tariff is due, where a part of it is due before."""
    if policy.full_notice is None or policy.partial_percent in (0, 100):
        return None
    return notice_ends(starts_at, policy.full_notice, policy.notice_unit, boundary=policy.boundary, closed=closed)


def counts_as_late(policy: Policy | None, starts_at: datetime, cancelled_at: datetime, closed: Closed = NONE) -> bool:
    """Whether a cancellation is a late one in the figures: inside the attendance notice, 2 working days unless set."""
    notice = policy.attendance_notice_working_days if policy else 2
    return cancelled_at > notice_ends(starts_at, notice, NoticeUnit.WORKING_DAYS, closed=closed)


def reason_in_time_until(policy: Policy, asked_at: datetime, closed: Closed = NONE) -> datetime:
    """Until when, inclusive, a reason is in time: the end of the last day of grace after the asking."""
    day = working_days_after(clock.to_london(asked_at).date(), policy.grace_working_days, closed)
    return clock.from_london(day, END_OF_DAY)
