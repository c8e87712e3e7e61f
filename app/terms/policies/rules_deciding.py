"""What the terms give in a case: one function that proposals, pages and the try-out share."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.accounts.models import AgencyGroup
from app.programme.models import Strand
from app.programme.models_sessions import TrainingSession
from app.programme.rules_working_days import NONE, Closed
from app.terms.models import Cause, Policy, Tariff
from app.terms.policies import rules_notice
from app.web.formatting import moment, pounds


@dataclass(frozen=True)
class Case:
    """What the terms look at in one booking: nothing else bears on what is owed.

    `cancelled_at` is None where nobody wrote down when it was.
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


def is_exempt(policy: Policy, strand: Strand, *, is_in_learning_week: bool) -> bool:
    """Lunchtime and Learning Week, say: nothing is ever charged for them."""
    return strand in policy.exempt_strands or (policy.exempts_learning_week and is_in_learning_week)


def is_exempt_session(policy: Policy, session: TrainingSession) -> bool:
    return is_exempt(policy, session.course.strand, is_in_learning_week=session.learning_week_id is not None)


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
        what = f"{case.strand} sessions" if case.strand in policy.exempt_strands else "the Learning Week"
        return Decision(0, f"Nothing is ever charged for {what} ({policy.name}).")
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


def decide_first(policy: Policy | None, case: Case, *causes: Cause) -> Decision:
    """The first of several causes that costs anything; else what the last gives.

    An agency that pays for places pays for one used in part, and nothing beside it.
    """
    decisions = [decide(policy, replace(case, cause=cause)) for cause in causes]
    return next((decision for decision in decisions if decision.pence), decisions[-1])


def _percent(policy: Policy, case: Case) -> tuple[int, str]:
    """Hundredths of a percent of the tariff or fee that are due, and why."""
    share = policy.percent_of(case.cause) * 100
    if case.cause is not Cause.LATE_CANCELLATION:
        return share, case.cause.capitalize()
    if case.cancelled_at is None:
        return 0, "Nobody knows when it was cancelled"
    deadline = case.promised_free_until or rules_notice.free_until(policy, case.starts_at, case.closed)
    told = f"Cancelled at {moment(case.cancelled_at)}; free until {moment(deadline)}"
    if case.cancelled_at <= deadline:
        return 0, f"Cancelled in time, at {moment(case.cancelled_at)}; free until {moment(deadline)}"
    all_from = rules_notice.full_charge_from(policy, case.starts_at, case.closed)
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
