"""What holds for all terms and all cases."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.accounts.models import AgencyGroup
from app.programme.models import Strand
from app.programme.rules_working_days import england_bank_holidays
from app.terms.models import Cause, NoticeUnit, Policy, Tariff
from app.terms.policies.rules_costs import costs_of
from app.terms.policies.rules_deciding import Case, decide, tariff_pence
from app.terms.policies.rules_notice import free_until, full_charge_from
from app.terms.policies.rules_words import policy_in_words
from tests.builders import the_terms

PERCENT, PENCE = st.integers(0, 100), st.integers(0, 20_000)
START = datetime(2027, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))


@st.composite
def policies(draw: Any) -> Policy:
    notice = draw(st.integers(0, 60))
    return the_terms(
        notice=notice,
        notice_unit=draw(st.sampled_from(NoticeUnit)),
        boundary=draw(st.none() | st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))),
        full_notice=draw(st.none() | st.integers(0, notice)),
        tariff=draw(st.sampled_from(Tariff)),
        half_day_pence=draw(PENCE),
        day_pence=draw(PENCE),
        partial_percent=draw(PERCENT),
        no_show_percent=draw(PERCENT),
        late_cancellation_percent=draw(PERCENT),
        late_refused_percent=draw(PERCENT),
        left_early_percent=draw(PERCENT),
        non_contributing_fee_pence=draw(PENCE),
        private_fee_pence=draw(PENCE),
        out_of_area_fee_pence=draw(PENCE),
        exempt_strands=draw(st.sampled_from([[], ["lunchtime"], ["core topic"]])),
        exempts_learning_week=draw(st.booleans()),
        tells_managers_of=[],
    )


@st.composite
def cases(draw: Any) -> Case:
    starts_at = draw(INSTANTS)
    closed = frozenset(
        (starts_at - timedelta(days=days)).date() for days in draw(st.lists(st.integers(0, 30), max_size=5))
    )
    return Case(
        cause=draw(st.sampled_from(Cause)),
        starts_at=starts_at,
        minutes_per_day=tuple(draw(st.lists(st.integers(1, 600), min_size=1, max_size=4))),
        strand=draw(st.sampled_from(Strand)),
        is_in_learning_week=draw(st.booleans()),
        group=draw(st.sampled_from(AgencyGroup)),
        cancelled_at=draw(st.none() | st.integers(-60 * 24 * 90, 60).map(lambda m: starts_at + timedelta(minutes=m))),
        promised_free_until=draw(st.none() | st.integers(-90, 0).map(lambda d: starts_at + timedelta(days=d))),
        closed=closed,
    )


@settings(max_examples=300, deadline=None)
@given(policies() | st.none(), cases())
def test_every_case_is_decided_and_never_for_more_than_the_tariff_or_the_fee(policy: Policy | None, case: Case) -> None:
    decision = decide(policy, case)
    most = (policy.fee_pence(case.group) or tariff_pence(policy, case.minutes_per_day)) if policy else 0
    assert 0 <= decision.pence <= most
    assert decision.rule


@settings(max_examples=300, deadline=None)
@given(policies(), cases(), st.lists(st.integers(0, 60 * 24 * 90), min_size=2, max_size=6))
def test_cancelling_earlier_never_costs_more(policy: Policy, case: Case, minutes: list[int]) -> None:
    sums = [cancelled(policy, case, case.starts_at - timedelta(minutes=m)) for m in sorted(minutes, reverse=True)]
    assert sums == sorted(sums)


@settings(max_examples=300, deadline=None)
@given(policies(), cases())
def test_what_people_are_told_before_is_what_is_decided_after(policy: Policy, case: Case) -> None:
    costs, second = costs_of(policy, case), timedelta(seconds=1)
    until = costs.free_until
    assert cancelled(policy, case, min(until, case.starts_at)) == 0
    if until < case.starts_at:
        first = costs.late_in_part if costs.full_from else costs.late
        assert cancelled(policy, case, until + timedelta(microseconds=1)) == first
    if costs.full_from and costs.full_from < case.starts_at:
        assert cancelled(policy, case, costs.full_from + second) == costs.late
    assert costs.absence == decide(policy, of_cause(case, Cause.NO_SHOW)).pence
    assert costs.place == decide(policy, of_cause(case, Cause.PLACE)).pence
    for at in (until, until + second, case.starts_at):
        assert all(sentence.endswith(".") for sentence in costs.in_words(at))


@settings(max_examples=200, deadline=None)
@given(policies(), INSTANTS)
def test_free_comes_before_all_of_it_and_neither_after_the_start(policy: Policy, starts_at: datetime) -> None:
    full_from = full_charge_from(policy, starts_at)
    assert free_until(policy, starts_at) <= starts_at
    assert full_from is None or full_from <= starts_at
    assert policy_in_words(policy)


def cancelled(policy: Policy, case: Case, at: datetime) -> int:
    return decide(policy, of_cause(case, Cause.LATE_CANCELLATION, cancelled_at=at)).pence


def of_cause(case: Case, cause: Cause, **more: Any) -> Case:
    return Case(**(vars(case) | {"cause": cause} | more))


def test_the_bank_holidays_of_the_table_are_the_calendars() -> None:
    """Those that the table of charges was worked out with."""
    for day in ("2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03"):
        assert day in england_bank_holidays()
