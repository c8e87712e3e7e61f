"""Proposing what the terms give, once; and a person's decision on each."""

import threading
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts.models import User
from app.audit import AuditEntry
from app.booking.models import Booking, BookingState, Outcome
from app.booking.services import book_place, delegate_of, withdraw
from app.charging import queries, services
from app.charging.jobs import propose_what_is_missing
from app.charging.models import AlreadyDecided, Charge, ChargeState
from app.charging.services import ReasonNeeded
from app.database import db
from app.errors import Refusal
from app.terms.models import Cause
from tests.builders import (
    a_booking,
    a_closed_register,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
)
from tests.conftest import NOW


def propose() -> list[Charge]:
    services.propose_charges(at=NOW)
    return queries.charges(ChargeState.PROPOSED)


def a_no_show(**more: Any) -> Booking:
    """Did not attend yesterday, and the register is closed."""
    session = a_past_session(**more)
    a_closed_register(session)
    return a_booking(session, outcome=Outcome.NO_SHOW, policy=a_policy_of_the_day())


def a_policy_of_the_day() -> Any:
    booked = db.session.query(Booking).filter(Booking.policy_id.is_not(None)).first()
    return booked.policy if booked else a_policy()


def a_charge() -> Charge:
    a_no_show()
    return propose()[0]


def test_a_no_show_is_proposed_once_its_register_is_closed(app: Flask) -> None:
    session = a_past_session()
    booking = a_booking(session, outcome=Outcome.NO_SHOW, policy=a_policy())
    assert propose() == []
    a_closed_register(session)
    [charge] = propose()
    assert (charge.booking, charge.agency, charge.cause, charge.pence) == (
        booking,
        booking.agency,
        Cause.NO_SHOW,
        2500,
    )
    assert (charge.state, charge.proposed_at, charge.decided_at) == (ChargeState.PROPOSED, NOW, None)


def test_a_late_withdrawal_is_proposed_without_waiting_for_a_register(app: Flask) -> None:
    a_policy()
    user, session = a_user(), a_session()
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    withdraw(booking, by=user, at=clock.from_london(date(2026, 12, 17), time(9, 31)))
    [charge] = propose()
    assert (charge.booking, charge.cause) == (booking, Cause.LATE_CANCELLATION)


def test_a_withdrawal_inside_a_notice_longer_than_two_days_is_proposed(app: Flask) -> None:
    """As the withdrawal page said: ten working days before Monday 21 December is Monday 7 December."""
    a_policy(notice=10)
    user, session = a_user(), a_session()
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    withdraw(booking, by=user, at=clock.from_london(date(2026, 12, 8), time(12)))
    assert booking.outcome is Outcome.CANCELLED  # in time for the figures
    [charge] = propose()
    assert charge.booking is booking


def test_a_withdrawal_in_time_is_free(app: Flask) -> None:
    a_policy()
    user, session = a_user(), a_session()
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    withdraw(booking, by=user, at=clock.from_london(date(2026, 12, 17), time(9, 30)))
    assert propose() == []


def test_the_terms_accepted_decide_whatever_is_in_force_now(app: Flask) -> None:
    booking = a_no_show()
    a_policy(in_force_from=date(2026, 11, 1), half_day_pence=9900, day_pence=9900)
    [charge] = propose()
    assert charge.pence == 2500
    assert booking.policy is not None
    assert booking.policy.name in charge.rule


def test_the_agency_of_the_booking_pays_wherever_the_person_works_now(app: Flask) -> None:
    booking = a_no_show()
    then = booking.agency
    booking.practitioner.agency = an_agency("New employer")
    db.session.commit()
    assert propose()[0].agency is then


@pytest.mark.parametrize(
    "outcome", [outcome for outcome in Outcome if outcome not in (Outcome.NO_SHOW, Outcome.LATE_CANCELLED)]
)
def test_excused_attended_and_all_else_propose_nothing(app: Flask, outcome: Outcome) -> None:
    session = a_past_session()
    a_closed_register(session)
    a_booking(session, outcome=outcome, policy=a_policy())
    assert propose() == []


def test_imported_history_is_never_charged(app: Flask) -> None:
    session = a_past_session(is_imported=True)
    a_closed_register(session)
    policy = a_policy()
    a_booking(session, outcome=Outcome.NO_SHOW, policy=policy)
    a_booking(session, outcome=Outcome.LATE_CANCELLED, policy=policy, state=BookingState.CANCELLED, cancelled_at=NOW)
    assert propose() == []


def test_running_again_proposes_nothing_twice_even_after_a_decision(app: Flask) -> None:
    a_no_show()
    assert propose_what_is_missing().startswith("1 charge")
    assert propose_what_is_missing() == ""
    [charge] = queries.charges()
    services.waive(charge, reason="Ill", by=a_manager(), at=NOW)
    assert propose_what_is_missing() == ""
    assert queries.charges() == [charge]


def test_the_database_refuses_a_second_charge_for_one_booking_and_money_below_nought(app: Flask) -> None:
    charge = a_charge()
    for more in ({"booking_id": charge.booking_id, "pence": 1}, {"booking_id": a_no_show().id, "pence": -1}):
        db.session.add(Charge(cause=Cause.NO_SHOW, rule="", proposed_at=NOW, **more))
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


def test_a_charge_is_confirmed_or_waived_with_a_reason_and_each_step_is_written_down(app: Flask) -> None:
    manager = a_manager()
    first, second = a_no_show(), a_no_show()
    propose()
    confirmed, waived = (db.session.query(Charge).filter_by(booking_id=b.id).one() for b in (first, second))
    services.confirm(confirmed, by=manager, at=NOW)
    services.waive(waived, reason="  Sick, says the manager ", by=manager, at=NOW)
    assert (confirmed.state, confirmed.decided_by, confirmed.decided_at) == (ChargeState.CONFIRMED, manager, NOW)
    assert (waived.state, waived.reason) == (ChargeState.WAIVED, "Sick, says the manager")
    entries = db.session.query(AuditEntry).filter_by(record_type="Charge").order_by(AuditEntry.id)
    assert [(entry.deed, entry.actor_id) for entry in entries] == [
        ("proposed a charge", None),
        ("proposed a charge", None),
        ("confirmed a charge", manager.id),
        ("waived a charge", manager.id),
    ]


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_waiving_needs_a_reason(app: Flask, reason: str) -> None:
    charge = a_charge()
    with pytest.raises(ReasonNeeded):
        services.waive(charge, reason=reason, by=a_manager(), at=NOW)
    assert charge.is_proposed


def test_a_decision_is_not_decided_again(app: Flask) -> None:
    manager, charge = a_manager(), a_charge()
    services.confirm(charge, by=manager, at=NOW)
    with pytest.raises(AlreadyDecided, match="already confirmed"):
        services.confirm(charge, by=manager, at=NOW)
    with pytest.raises(AlreadyDecided, match="already confirmed"):
        services.waive(charge, reason="Ill", by=manager, at=NOW)
    assert charge.reason == ""


def test_of_two_officers_deciding_at_once_one_decides_and_the_other_is_told(app: Flask) -> None:
    for _ in range(3):
        charge, officers = a_charge(), [a_manager().id, a_manager().id]
        said = decide_at_once(app, charge.id, officers)
        assert sorted(said) == ["decided", "refused"]
        db.session.rollback()  # look again
        entries = db.session.query(AuditEntry).filter_by(record_type="Charge", record_id=charge.id)
        assert [entry.deed for entry in entries.order_by(AuditEntry.id)][1:] == [f"{charge.state} a charge"]


def decide_at_once(app: Flask, charge_id: int, officers: list[int]) -> list[str]:
    """One confirms and one waives, each having looked at the charge before either decided."""
    both_have_looked = threading.Barrier(2, timeout=10)
    said: list[str] = []

    def decide(number: int) -> None:
        with app.app_context():
            charge, officer = db.session.get_one(Charge, charge_id), db.session.get_one(User, officers[number])
            assert charge.is_proposed
            db.session.commit()
            both_have_looked.wait()
            try:
                if number:
                    services.confirm(charge, by=officer, at=NOW)
                else:
                    services.waive(charge, reason="Ill", by=officer, at=NOW)
                said.append("decided")
            except Refusal:
                said.append("refused")

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_counts_are_by_state_with_their_sums(app: Flask) -> None:
    for _ in range(3):
        a_no_show()
    services.confirm(propose()[0], by=a_manager(), at=NOW)
    assert queries.counts() == {ChargeState.PROPOSED: (2, 5000), ChargeState.CONFIRMED: (1, 2500)}
