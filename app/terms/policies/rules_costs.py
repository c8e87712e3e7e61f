"""What a place may cost, before anybody does or misses anything: for the pages and letters that tell people."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.accounts.models import Agency, AgencyGroup
from app.programme.models_sessions import TrainingSession
from app.programme.rules_working_days import NONE, Closed
from app.terms.models import Cause, Policy
from app.terms.policies import rules_deciding, rules_notice
from app.web.formatting import moment, pounds

_AN_INSTANT = timedelta(microseconds=1)
PLEASE_WITHDRAW = "If you can’t come, please withdraw, so that someone else can have the place."


@dataclass(frozen=True)
class Costs:
    """In pence, 0 where nothing is due. `late_in_part` is what cancelling costs between `free_until` and `full_from`.

    `place` is the fee of an agency that pays for places. `fees` are those of each group, where the agency isn't known.
    """

    free_until: datetime
    starts_at: datetime
    full_from: datetime | None = None
    absence: int = 0
    late: int = 0
    late_in_part: int = 0
    refused_late: int = 0
    left_early: int = 0
    place: int = 0
    fees: tuple[tuple[AgencyGroup, int], ...] = ()

    @property
    def charges_something(self) -> bool:
        return bool(self.fees or self.place or self.absence or self.late or self.refused_late or self.left_early)

    def in_words(self, at: datetime) -> list[str]:
        """The sentences that tell somebody at an instant, the most important first."""
        return _sentences(self, at)


def costs_of(policy: Policy | None, case: rules_deciding.Case) -> Costs:
    """What a place may cost its agency; what came of it, and when, is left open."""
    until = case.promised_free_until or rules_notice.free_until(policy, case.starts_at, case.closed)
    if policy is None or rules_deciding.is_exempt(policy, case.strand, is_in_learning_week=case.is_in_learning_week):
        return Costs(until, case.starts_at)
    case = replace(case, promised_free_until=until)

    def pence(cause: Cause, cancelled_at: datetime | None = None) -> int:
        return rules_deciding.decide(policy, replace(case, cause=cause, cancelled_at=cancelled_at)).pence

    full_from = rules_notice.full_charge_from(policy, case.starts_at, case.closed)
    in_part = full_from if full_from and until < full_from else None
    return Costs(
        free_until=until,
        starts_at=case.starts_at,
        full_from=in_part,
        absence=pence(Cause.NO_SHOW),
        late=pence(Cause.LATE_CANCELLATION, case.starts_at),
        late_in_part=pence(Cause.LATE_CANCELLATION, until + _AN_INSTANT) if in_part else 0,
        refused_late=0 if policy.fee_pence(case.group) else pence(Cause.LATE_REFUSED),
        left_early=0 if policy.fee_pence(case.group) else pence(Cause.LEFT_EARLY),
        place=pence(Cause.PLACE),
    )


def costs_before_booking(
    policy: Policy | None, session: TrainingSession, agency: Agency | None, closed: Closed = NONE
) -> Costs:
    """The same for whoever looks at a session: with the fees of all groups where the agency isn't known yet."""
    costs = costs_of(
        policy, rules_deciding.case_of(session, Cause.NO_SHOW, group=agency.group if agency else None, closed=closed)
    )
    if policy is None or agency or rules_deciding.is_exempt_session(policy, session):
        return costs
    return replace(costs, fees=tuple(policy.fees))


def _sentences(costs: Costs, at: datetime) -> list[str]:
    if not costs.charges_something:
        return ["Nothing is charged for this session.", PLEASE_WITHDRAW]
    return [*_fee(costs), *_cancelling(costs, at), *_at_the_door(costs)]


def _fee(costs: Costs) -> list[str]:
    if costs.place:
        return [f"Your agency pays {pounds(costs.place)} for this place."]
    if not costs.fees:
        return []
    who = ", ".join(f"{group.agencies} {pounds(pence)}" for group, pence in costs.fees)
    return [f"Places are free for contributing agencies. A place costs {who}."]


def _cancelling(costs: Costs, at: datetime) -> list[str]:
    if not costs.absence and not costs.late:
        return [PLEASE_WITHDRAW]
    if not costs.late:
        return ["You can cancel free of charge until it starts.", _may_cost("", absence=costs.absence)]
    if at <= costs.free_until:
        free = f"Free to cancel until {moment(costs.free_until)}."
        if costs.full_from is None:
            return [free, _may_cost("After that, ", late=costs.late, absence=costs.absence)]
        part = f"After that, until {moment(costs.full_from)}, {_in_part(costs)}"
        return [free, part, _may_cost("Later still, ", late=costs.late, absence=costs.absence)]
    late = "It is too late to cancel free of charge"
    colleague = f"A colleague may come instead, at no {'further ' if costs.place else ''}charge."
    if costs.full_from is None or at > costs.full_from:
        return [_may_cost(f"{late}: ", late=costs.late, absence=costs.absence), colleague]
    part = f"{late}: until {moment(costs.full_from)}, {_in_part(costs)}"
    return [part, _may_cost("After that, ", late=costs.late, absence=costs.absence), colleague]


def _in_part(costs: Costs) -> str:
    return f"cancelling may cost your agency {pounds(costs.late_in_part)}."


def _may_cost(opening: str, *, absence: int, late: int = 0) -> str:
    """After that, cancelling or not coming without a reason may cost your agency £50."""
    if late == absence:
        said = f"cancelling or not coming without a reason may cost your agency {pounds(late)}"
    else:
        each = [("cancelling", late), ("not coming without a reason", absence)]
        (what, pence), *more = [(what, pence) for what, pence in each if pence]
        said = f"{what} may cost your agency {pounds(pence)}"
        said += "".join(f", {other} {pounds(sum_of)}" for other, sum_of in more)
    whole = f"{opening}{said}."
    return whole[0].upper() + whole[1:]


def _at_the_door(costs: Costs) -> list[str]:
    said = [("coming too late to be let in", costs.refused_late), ("leaving early", costs.left_early)]
    return [f"{what.capitalize()} may cost {pounds(pence)}." for what, pence in said if pence]
