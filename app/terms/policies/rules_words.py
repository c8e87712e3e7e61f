"""A policy in plain words: for the public page of the terms, and for the office."""

from app.terms.models import Cause, NoticeUnit, Policy, Tariff
from app.web.formatting import count, pounds, wall_time

_END_OF_DAY = (23, 59)

WORKING_DAYS = (
    "Working days are Monday to Friday, without England’s bank holidays and days on which our office is closed."
)


def policy_in_words(policy: Policy) -> list[str]:
    """What can happen and what it costs, a sentence or two each."""
    if policy.charges_nothing:
        return ["Please withdraw as early as you can. Nothing is charged.", *_told(policy)]
    return [
        *_cancelling(policy),
        *_shares(policy),
        *_fees(policy),
        "Nothing is charged by itself: a person looks at each case, and an explanation counts. "
        f"Where we ask for the reason, one given within {count(policy.grace_working_days, 'working day')} is in time.",
        "A colleague may come instead, if you name them before the start: that costs nothing more.",
        *_exempt(policy),
        *_told(policy),
    ]


def tariff_in_words(policy: Policy) -> str:
    """£25 for up to half a day, £50 for a day; £50 for each day; £50 for a session."""
    if policy.tariff is Tariff.FIXED:
        return f"{pounds(policy.day_pence)} for a session, however long"
    if policy.tariff is Tariff.PER_DAY:
        return f"{pounds(policy.day_pence)} for each day"
    return f"{pounds(policy.half_day_pence)} for up to half a day, {pounds(policy.day_pence)} for a day"


def _cancelling(policy: Policy) -> list[str]:
    if not policy.late_cancellation_percent:
        return ["You can withdraw free of charge until the start."]
    said = [f"You can withdraw free of charge {_until(policy, policy.notice)}."]
    if policy.full_notice is not None and policy.partial_percent:
        all_from = _until(policy, policy.full_notice)
        said.append(
            f"After that, {all_from}, cancelling costs {policy.partial_percent}% of the charge; later, all of it."
        )
    if policy.full_notice is not None and not policy.partial_percent:
        said = [f"You can withdraw free of charge {_until(policy, policy.full_notice)}."]
    return [" ".join(said + ([WORKING_DAYS] if policy.notice_unit is NoticeUnit.WORKING_DAYS else []))]


def _until(policy: Policy, notice: int) -> str:
    """Until 2 working days before the start, at the time of day it starts."""
    if policy.boundary is None:
        days = f"{in_days(policy, notice)} before the start, at the time of day it starts"
        return f"until {days if notice else 'the start'}"
    at_its_end = (policy.boundary.hour, policy.boundary.minute) == _END_OF_DAY
    day = f"the day {in_days(policy, notice)} before the start" if notice else "the day of the start"
    return f"until the end of {day}" if at_its_end else f"until {wall_time(policy.boundary)} on {day}"


def in_days(policy: Policy, notice: int) -> str:
    """2 working days, 1 calendar day."""
    return count(notice, policy.notice_unit.removesuffix("s"))


def _shares(policy: Policy) -> list[str]:
    if not policy.charges_absence:
        return ["Contributing agencies are charged nothing."]
    late, absent = policy.late_cancellation_percent, policy.no_show_percent
    tariff = tariff_in_words(policy)
    if late == absent == 100:
        then = "After that" if policy.full_notice is None else "In full"
        said = [f"{then}, cancelling or not coming without a reason may cost your agency {tariff}."]
    else:
        said = [
            f"The charge is {tariff}.",
            f"Not coming without a reason may cost your agency {_part(absent)}, cancelling too late {_part(late)}.",
        ]
    others = [("Coming too late to be let in", Cause.LATE_REFUSED), ("Leaving early", Cause.LEFT_EARLY)]
    said += [
        f"{what} may cost {_part(policy.percent_of(cause))}." for what, cause in others if policy.percent_of(cause)
    ]
    half = policy.half_day_up_to_minutes
    if policy.tariff is Tariff.BY_LENGTH:
        said.append(f"Half a day is up to {count(half // 60, 'hour') if half % 60 == 0 else count(half, 'minute')}.")
    return [" ".join(said)]


def _part(percent: int) -> str:
    return {0: "nothing", 100: "all of it"}.get(percent, f"{percent}% of it")


def _fees(policy: Policy) -> list[str]:
    if not policy.fees:
        return []
    who = "; ".join(f"{group.agencies} pay {pounds(pence)} for a place" for group, pence in policy.fees)
    return [
        f"Places are free for contributing agencies; {who}. "
        "For those who pay, the fee stands in for the charge: a place cancelled in time costs nothing."
    ]


def _exempt(policy: Policy) -> list[str]:
    never = policy.exempt_strands + (["Learning Week"] if policy.exempts_learning_week else [])
    return [f"Never charged: {', '.join(never)}."] if never else []


def _told(policy: Policy) -> list[str]:
    return [f"Your line manager is told of: {', '.join(policy.tells_managers_of)}."] if policy.tells_managers_of else []
