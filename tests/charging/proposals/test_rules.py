"""What an outcome may cost, by the terms accepted with the booking."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.accounts.models import Agency, AgencyGroup
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.charging.bills.rules_months import last_month, month_ends, next_month
from app.charging.proposals.rules import proposal_for
from app.programme.models import Course, Strand
from app.programme.models_sessions import Day, Delivery, TrainingSession
from app.terms.models import Cause, NoticeUnit, Policy
from app.web.dates import iso_month
from tests.builders import the_terms

DEADLINE = datetime(2026, 12, 17, 9, 30, tzinfo=UTC)
"""Two working days before Monday 21 December at 9:30."""
A_SECOND = timedelta(seconds=1)


def a_booking(
    outcome: Outcome | None,
    *,
    policy: Policy | None,
    strand: Strand = Strand.CORE_TOPIC,
    week_id: int | None = None,
    days: int = 1,
    cancelled_at: datetime | None = None,
) -> Booking:
    session = TrainingSession(
        course=Course(title="Neglect", strand=strand), delivery=Delivery.VENUE, learning_week_id=week_id
    )
    session.plan_days([Day(date(2026, 12, 21 + number), time(9, 30), time(13, 30)) for number in range(days)])
    state = BookingState.CANCELLED if cancelled_at else BookingState.BOOKED
    return Booking(session=session, policy=policy, outcome=outcome, state=state, cancelled_at=cancelled_at)


def test_a_no_show_is_proposed_for_charge_with_the_rule_that_says_so() -> None:
    proposal = proposal_for(a_booking(Outcome.NO_SHOW, policy=the_terms(name="Terms 2026-27")))
    assert proposal
    assert (proposal.cause, proposal.pence) == (Cause.NO_SHOW, 2500)
    assert proposal.rule == "Did not attend: £25 for this session (Terms 2026-27)."


def test_a_late_cancellation_is_proposed_for_charge() -> None:
    late = a_booking(
        Outcome.LATE_CANCELLED, policy=the_terms(name="Terms 2026-27"), cancelled_at=DEADLINE + A_SECOND, days=2
    )
    proposal = proposal_for(late)
    assert proposal
    assert (proposal.cause, proposal.pence) == (Cause.LATE_CANCELLATION, 5000)
    assert proposal.rule == (
        "Cancelled at 9:30am, Thursday 17 December; free until 9:30am, Thursday 17 December: "
        "£50 for 2 days (Terms 2026-27)."
    )


def test_a_cancellation_at_the_very_end_of_the_notice_is_free() -> None:
    in_time = a_booking(Outcome.CANCELLED, policy=the_terms(name="Terms 2026-27"), cancelled_at=DEADLINE)
    assert proposal_for(in_time) is None


def test_a_cancellation_late_in_the_figures_but_free_by_the_terms_is_not_charged() -> None:
    """One calendar day of notice: late for attendance since Thursday, free until Sunday."""
    lenient = the_terms(notice=1, notice_unit=NoticeUnit.CALENDAR_DAYS)
    free = a_booking(Outcome.LATE_CANCELLED, policy=lenient, cancelled_at=DEADLINE + timedelta(days=1))
    assert proposal_for(free) is None


def test_a_cancellation_in_time_for_the_figures_but_inside_a_longer_notice_is_proposed() -> None:
    """Ten working days of notice end on Monday 7 December; for attendance Wednesday 9 is in time."""
    cancelled_at = datetime(2026, 12, 9, 12, tzinfo=UTC)
    proposal = proposal_for(a_booking(Outcome.CANCELLED, policy=the_terms(notice=10), cancelled_at=cancelled_at))
    assert proposal
    assert (proposal.cause, proposal.pence) == (Cause.LATE_CANCELLATION, 2500)
    assert "free until 9:30am, Monday 7 December" in proposal.rule


@pytest.mark.parametrize(
    "outcome", [outcome for outcome in Outcome if outcome not in (Outcome.NO_SHOW, Outcome.LATE_CANCELLED)]
)
def test_every_other_outcome_proposes_nothing(outcome: Outcome) -> None:
    cancelled_at = DEADLINE - A_SECOND if outcome is Outcome.CANCELLED else None
    assert proposal_for(a_booking(outcome, policy=the_terms(name="Terms 2026-27"), cancelled_at=cancelled_at)) is None
    assert proposal_for(a_booking(None, policy=the_terms(name="Terms 2026-27"))) is None


@pytest.mark.parametrize(
    ("policy", "more"),
    [
        (None, {}),
        (the_terms(half_day_pence=0, day_pence=0), {}),
        (the_terms(half_day_pence=0), {}),
        (the_terms(name="Terms 2026-27"), {"strand": Strand.LUNCHTIME}),
        (the_terms(name="Terms 2026-27"), {"week_id": 1}),
    ],
    ids=["no terms", "nothing charged", "half days free", "lunchtime", "Learning Week"],
)
@pytest.mark.parametrize("outcome", [Outcome.NO_SHOW, Outcome.LATE_CANCELLED])
def test_where_the_terms_charge_nothing_nothing_is_proposed(
    policy: Policy | None, more: dict[str, Any], outcome: Outcome
) -> None:
    cancelled_at = DEADLINE + A_SECOND if outcome is Outcome.LATE_CANCELLED else None
    assert proposal_for(a_booking(outcome, policy=policy, cancelled_at=cancelled_at, **more)) is None


def test_an_agency_that_pays_for_places_pays_for_one_used_and_nothing_beside_it() -> None:
    terms = the_terms(name="Terms 2026-27", private_fee_pence=7500, left_early_percent=100)
    for outcome in (Outcome.ATTENDED, Outcome.LEFT_EARLY):
        booking = a_booking(outcome, policy=terms)
        assert proposal_for(booking) is None or outcome is Outcome.LEFT_EARLY
        booking.agency = Agency(name="Care Ltd", group=AgencyGroup.PRIVATE)
        proposal = proposal_for(booking)
        assert proposal
        assert (proposal.cause, proposal.pence) == (Cause.PLACE, 7500)


@pytest.mark.parametrize(
    ("given", "month", "following", "ends"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1), datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), datetime(2027, 1, 1, tzinfo=UTC)),
        ("2027-01", date(2027, 1, 1), date(2027, 2, 1), datetime(2027, 2, 1, tzinfo=UTC)),
        ("2027-06", date(2027, 6, 1), date(2027, 7, 1), datetime(2027, 6, 30, 23, tzinfo=UTC)),
    ],
)
def test_a_month_ends_at_midnight_in_london(given: str, month: date, following: date, ends: datetime) -> None:
    assert (iso_month(given), next_month(month), month_ends(month)) == (month, following, ends)
    assert last_month(following) == month


@pytest.mark.parametrize(
    "given", ["", "2026", "2026-13", "2026-00", "2026-1", "10-2026", "٢٠٢٦-١٠", "2026-10-01", "x" * 99]
)
def test_what_is_no_month_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        iso_month(given)
