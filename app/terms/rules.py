"""Notice and tariff: pure functions of dates, minutes and a policy."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app import clock
from app.accounts.models import AgencyGroup
from app.formatting import moment, pounds
from app.programme.models import Strand, TrainingSession
from app.terms.models import Cause, NoticeUnit, Policy, Tariff
from app.working_days import NONE, Closed, working_days_after, working_days_before

END_OF_DAY = time(23, 59)


@dataclass(frozen=True)
class Case:
    """What the terms look at in one booking: nothing else bears on what is owed.

    `promised_free_until` is until when withdrawing is free as it was said at the booking; else it is worked out.
    `closed` are the days that the office added to weekends and bank holidays.
    """

    cause: Cause
    starts_at: datetime
    minutes_per_day: tuple[int, ...]
    strand: Strand = Strand.CORE_TOPIC
    is_in_learning_week: bool = False
    group: AgencyGroup = AgencyGroup.CONTRIBUTING
    cancelled_at: datetime | None = None
    promised_free_until: datetime | None = None
    closed: Closed = NONE


@dataclass(frozen=True)
class Decision:
    """`pence` may be 0. `rule` says in a sentence what made it so, for whoever decides."""

    pence: int
    rule: str


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
    """Until when, inclusive, a cancellation is free. Without a policy: until the start."""
    if policy is None or policy.charges_nothing:
        return starts_at
    return notice_ends(starts_at, policy.notice, policy.notice_unit, boundary=policy.boundary, closed=closed)


def full_charge_from(policy: Policy, starts_at: datetime, closed: Closed = NONE) -> datetime | None:
    """The instant after which all of the tariff is due, where less is due before it."""
    if policy.full_notice is None:
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


def is_exempt(policy: Policy, strand: Strand, *, is_in_learning_week: bool) -> bool:
    """Lunchtime and Learning Week, say: nothing is ever charged for them."""
    return strand in policy.exempt_strands or (policy.exempts_learning_week and is_in_learning_week)


def tariff_pence(policy: Policy, minutes_per_day: tuple[int, ...]) -> int:
    """What the whole of a session costs by the tariff, in pence."""
    if policy.tariff is Tariff.FIXED:
        return policy.day_pence
    if policy.tariff is Tariff.PER_DAY:
        return policy.day_pence * len(minutes_per_day)
    return sum(
        policy.half_day_pence if minutes <= policy.half_day_up_to_minutes else policy.day_pence
        for minutes in minutes_per_day
    )


def decide(policy: Policy | None, case: Case) -> Decision:
    """What the terms give in a case, and the rule that makes it so. A person decides; this proposes."""
    if policy is None:
        return Decision(0, "No terms were accepted with this booking, so nothing is charged.")
    if is_exempt(policy, case.strand, is_in_learning_week=case.is_in_learning_week):
        what = "the Learning Week" if case.is_in_learning_week else f"{case.strand} sessions"
        return Decision(0, f"{policy.name} never charge for {what}.")
    fee = policy.fee_pence(case.group)
    if case.cause is Cause.PLACE and not fee:
        return Decision(0, f"Places are free for {case.group} agencies ({policy.name}).")
    percent, why = _percent(policy, case)
    whole = fee or tariff_pence(policy, case.minutes_per_day)
    pence = (whole * percent + 5_000) // 10_000
    if not percent or not whole:
        return Decision(0, f"{why}: nothing is charged ({policy.name}).")
    of = _basis(policy, case, whole)
    part = of if percent == 10_000 else f"{_in_percent(percent)} of {of}, {pounds(pence)}"
    return Decision(pence, f"{why}: {part} ({policy.name}).")


def _percent(policy: Policy, case: Case) -> tuple[int, str]:
    """Hundredths of a percent of the tariff or fee that are due, and why."""
    share = policy.percent_of(case.cause) * 100
    if case.cause is not Cause.LATE_CANCELLATION:
        return share, case.cause.capitalize()
    assert case.cancelled_at is not None
    deadline = case.promised_free_until or free_until(policy, case.starts_at, case.closed)
    told = f"Cancelled at {moment(case.cancelled_at)}; free until {moment(deadline)}"
    if case.cancelled_at <= deadline:
        return 0, f"Cancelled in time, at {moment(case.cancelled_at)}; free until {moment(deadline)}"
    all_from = full_charge_from(policy, case.starts_at, case.closed)
    if all_from is None or case.cancelled_at > all_from:
        return share, told
    return share * policy.partial_percent // 100, f"{told}, the whole charge from {moment(all_from)}"


def _basis(policy: Policy, case: Case, whole: int) -> str:
    """£90 for 2 days, £50 a place."""
    if policy.fee_pence(case.group):
        return f"{pounds(whole)} for a place of {case.group} agencies"
    days = len(case.minutes_per_day)
    if policy.tariff is Tariff.FIXED or days == 1:
        return f"{pounds(whole)} for this session"
    return f"{pounds(whole)} for {days} days"


def _in_percent(hundredths: int) -> str:
    return f"{hundredths / 100:g}%"


def case_of(session: TrainingSession, cause: Cause, *, group: AgencyGroup | None = None, **more: object) -> Case:
    """The case of a session that stands in the programme."""
    return Case(
        cause=cause,
        starts_at=session.starts_at,
        minutes_per_day=tuple(session.minutes_per_day),
        strand=session.course.strand,
        is_in_learning_week=session.learning_week_id is not None,
        group=group or AgencyGroup.CONTRIBUTING,
        **more,  # type: ignore[arg-type]
    )


def charge_pence(policy: Policy | None, session: TrainingSession, group: AgencyGroup | None = None) -> int:
    """What not coming to the whole session would cost an agency, in pence."""
    return decide(policy, case_of(session, Cause.NO_SHOW, group=group)).pence
