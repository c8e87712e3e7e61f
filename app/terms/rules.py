"""Notice and tariff: pure functions of dates, minutes and a policy."""

from datetime import datetime, timedelta

from app import clock
from app.programme.models import Strand, TrainingSession
from app.terms.models import NoticeUnit, Policy
from app.working_days import working_days_before


def notice_ends(starts_at: datetime, notice: int, unit: NoticeUnit) -> datetime:
    """The last instant at which notice is still given: the same London wall-clock time, so many days before.

    Working days are Monday to Friday without England's bank holidays.
    """
    start = clock.to_london(starts_at)
    if unit is NoticeUnit.CALENDAR_DAYS:
        day = start.date() - timedelta(days=notice)
    else:
        day = working_days_before(start.date(), notice)
    return clock.from_london(day, start.time())


def free_until(policy: Policy | None, starts_at: datetime) -> datetime:
    """Until when, inclusive, a cancellation is free. Without a policy: until the start."""
    if policy is None or policy.charges_nothing:
        return starts_at
    return notice_ends(starts_at, policy.notice, policy.notice_unit)


def counts_as_late(policy: Policy | None, starts_at: datetime, cancelled_at: datetime) -> bool:
    """Whether a cancellation is a late one in the figures: inside the attendance notice, 2 working days unless set."""
    notice = policy.attendance_notice_working_days if policy else 2
    return cancelled_at > notice_ends(starts_at, notice, NoticeUnit.WORKING_DAYS)


def is_exempt(policy: Policy, session: TrainingSession) -> bool:
    """Lunchtime and Learning Week, say: nothing is ever charged for them."""
    strand: Strand = session.course.strand
    return strand in policy.exempt_strands or (policy.exempts_learning_week and session.learning_week_id is not None)


def charge_pence(policy: Policy | None, session: TrainingSession) -> int:
    """What not coming to the whole session would cost the agency, in pence; each day by its length."""
    if policy is None or is_exempt(policy, session):
        return 0
    return sum(
        policy.half_day_pence if minutes <= policy.half_day_up_to_minutes else policy.day_pence
        for minutes in session.minutes_per_day
    )
