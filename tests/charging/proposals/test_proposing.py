"""Proposing what the terms give, once, and letting go of what follows no longer."""

from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import AgencyGroup
from app.attendance.registers.services import close_register, mark
from app.booking.claims.services_delegates import delegate_of
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.office.services import cancel_session
from app.booking.places.services import book_place
from app.booking.states import BookingState, Outcome
from app.charging import queries
from app.charging.decisions import services as decisions_services
from app.charging.models import GONE, Charge, ChargeState, WaiverReason
from app.charging.proposals import services
from app.charging.proposals.jobs import propose_what_is_missing
from app.charging.refusals import FollowsNoLonger
from app.core import clock
from app.core.database import db
from app.programme.models_sessions import CancelReason, Day, TrainingSession
from app.terms.models import Cause, Policy
from tests.builders import (
    HALF_DAY,
    a_booking,
    a_closed_register,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
    queries_counted,
)
from tests.charging.cases import (
    IN_STATE,
    a_no_show,
    asked,
    billed,
    corrected_to,
    credited,
    explained,
    proposed,
    steps_of,
    the_policy,
    waived,
    withdrawn,
    written_off,
)
from tests.conftest import NOW, clock_at


def propose(at: datetime = NOW) -> list[Charge]:
    services.propose_charges(at=at)
    return queries.charges(ChargeState.PROPOSED)


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
    at = clock.from_london(date(2026, 12, 17), time(9, 31))
    withdraw(booking, by=user, at=at)
    [charge] = propose(at)
    assert (charge.booking, charge.cause) == (booking, Cause.LATE_CANCELLATION)


def test_a_withdrawal_inside_a_notice_longer_than_two_days_is_proposed(app: Flask) -> None:
    """As the withdrawal page said: ten working days before Monday 21 December is Monday 7 December."""
    a_policy(notice=10)
    user, session = a_user(), a_session()
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    at = clock.from_london(date(2026, 12, 8), time(12))
    withdraw(booking, by=user, at=at)
    assert booking.outcome is Outcome.CANCELLED  # in time for the figures
    [charge] = propose(at)
    assert charge.booking is booking


def test_a_withdrawal_in_time_is_free(app: Flask) -> None:
    a_policy()
    user, session = a_user(), a_session()
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    at = clock.from_london(date(2026, 12, 17), time(9, 30))
    withdraw(booking, by=user, at=at)
    assert propose(at) == []


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
    assert propose_what_is_missing() == "1 charge proposed, 1 charge asked about"
    assert propose_what_is_missing() == ""
    [charge] = queries.charges()
    decisions_services.waive(charge, why=WaiverReason.SICKNESS, words="Ill", by=a_manager(), at=NOW)
    assert propose_what_is_missing() == ""
    assert queries.charges() == [charge]


def test_the_database_refuses_a_second_charge_for_one_booking_and_money_below_nought(app: Flask) -> None:
    charge = proposed()
    for more in ({"booking_id": charge.booking_id, "pence": 1}, {"booking_id": a_no_show().id, "pence": -1}):
        db.session.add(Charge(cause=Cause.NO_SHOW, rule="", proposed_at=NOW, **more))
        with pytest.raises(IntegrityError):
            db.session.commit()
        db.session.rollback()


def test_a_place_used_by_an_agency_that_pays_for_places_is_proposed_and_no_reason_is_asked(app: Flask) -> None:
    the_policy(private_fee_pence=7500)
    booking = a_no_show(a_user(agency=an_agency(group=AgencyGroup.PRIVATE)), Outcome.ATTENDED)
    charge = asked(booking)
    assert (charge.cause, charge.pence, charge.state) == (Cause.PLACE, 7500, ChargeState.PROPOSED)
    decisions_services.confirm(charge, by=a_manager(), at=NOW)
    assert charge.state is ChargeState.CONFIRMED


@pytest.mark.parametrize("state", [state for state in ChargeState if state not in (*GONE, ChargeState.WRITTEN_OFF)])
def test_a_charge_that_follows_no_longer_is_withdrawn_or_credited_whatever_its_state(
    app: Flask, state: ChargeState
) -> None:
    charge, later = IN_STATE[state](), NOW + timedelta(days=30)
    assert services.let_go_what_no_longer_follows(at=later) == 0
    corrected_to(charge.booking, Outcome.ATTENDED)
    assert services.let_go_what_no_longer_follows(at=later) == 1
    was_billed = state in (ChargeState.BILLED, ChargeState.PAID)
    assert charge.state is (ChargeState.CREDITED if was_billed else ChargeState.WITHDRAWN)
    assert charge.reason == ("Ill." if state is ChargeState.WAIVED else "The register now says: attended.")
    assert steps_of(charge)[-1] == ("credited a charge" if was_billed else "withdrew a charge")
    assert services.let_go_what_no_longer_follows(at=later) == 0
    assert propose() == []


def test_what_follows_after_a_correction_is_proposed_anew_and_its_reason_asked(app: Flask) -> None:
    charge = billed()
    db.session.query(Policy).update({"late_refused_percent": 50})
    corrected_to(charge.booking, Outcome.LATE_REFUSED)
    assert propose_what_is_missing() == "1 charge let go, 1 charge proposed, 1 charge asked about"
    anew, before = queries.charges()
    assert (before.state, anew.cause, anew.pence) == (ChargeState.CREDITED, Cause.LATE_REFUSED, 1250)


def corrected_and_back(charge: Charge) -> list[ChargeState]:
    corrected_to(charge.booking, Outcome.ATTENDED)
    propose_what_is_missing()
    corrected_to(charge.booking, Outcome.NO_SHOW)
    propose_what_is_missing()
    return [each.state for each in queries.charges()]


def test_a_correction_that_is_itself_corrected_is_asked_about_again(app: Flask) -> None:
    assert corrected_and_back(explained()) == [ChargeState.ASKED, ChargeState.WITHDRAWN]


def test_what_a_person_waived_is_not_asked_about_again_whatever_the_register_said_in_between(app: Flask) -> None:
    charge = waived()
    assert corrected_and_back(charge) == [ChargeState.WITHDRAWN]
    assert (charge.waiver_reason, charge.reason) == (WaiverReason.SICKNESS, "Ill.")


def test_what_was_written_off_is_owed_by_nobody_and_never_credited(app: Flask) -> None:
    charge = written_off()
    corrected_to(charge.booking, Outcome.ATTENDED)
    assert services.let_go_what_no_longer_follows(at=NOW + timedelta(days=30)) == 0
    assert charge.state is ChargeState.WRITTEN_OFF


def test_a_register_corrected_long_after_it_was_closed_is_looked_at_anew(app: Flask) -> None:
    booking = a_no_show(outcome=Outcome.ATTENDED)
    a_year_later = NOW + timedelta(days=365)
    with clock_at(a_year_later):
        mark(booking, Outcome.NO_SHOW, why="The sheet was misread.", by=a_manager(), at=a_year_later)
    assert services.propose_charges(at=a_year_later) == 1


def test_nothing_is_confirmed_that_the_register_no_longer_says(app: Flask) -> None:
    charge = explained()
    corrected_to(charge.booking, Outcome.ATTENDED)
    with pytest.raises(FollowsNoLonger):
        decisions_services.confirm(charge, by=a_manager(), at=NOW)


def test_somebody_here_on_one_day_and_excused_on_the_other_is_not_charged_for_leaving_early(app: Flask) -> None:
    the_policy(left_early_percent=100)
    two_days = [Day(date(2026, 11, day), *HALF_DAY) for day in (19, 20)]
    session, officer = a_session(days=two_days), a_manager()
    excused, absent = (a_booking(session, policy=the_policy()) for _ in range(2))
    for booking, second in ((excused, Outcome.EXCUSED), (absent, Outcome.NO_SHOW)):
        for day, outcome in zip(two_days, (Outcome.ATTENDED, second), strict=True):
            mark(booking, outcome, on=day.on, said_by="The manager", by=officer, at=NOW)
    close_register(session, by=officer, at=NOW)
    assert services.propose_charges(at=NOW) == 1
    assert queries.charges()[0].booking_id == absent.id


def test_an_agency_pays_for_places_as_its_group_was_when_the_terms_were_accepted(app: Flask) -> None:
    """Told that places are free, nobody pays because the office files the agency anew; nor the other way round."""
    the_policy(private_fee_pence=7500)
    was_free = a_no_show(outcome=Outcome.ATTENDED, agency_group=AgencyGroup.CONTRIBUTING)
    was_free.agency.group = AgencyGroup.PRIVATE
    paid_then = a_no_show(outcome=Outcome.ATTENDED, agency_group=AgencyGroup.PRIVATE)
    db.session.commit()
    assert services.propose_charges(at=NOW) == 1
    assert queries.charges()[0].booking_id == paid_then.id


def test_without_a_group_kept_the_agency_that_it_merged_into_decides(app: Flask) -> None:
    the_policy(private_fee_pence=7500)
    booking = a_no_show(outcome=Outcome.ATTENDED)
    booking.agency.merged_into = an_agency(group=AgencyGroup.PRIVATE)
    db.session.commit()
    assert services.propose_charges(at=NOW) == 1


def test_looking_takes_as_many_queries_for_many_as_for_few(app: Flask) -> None:
    """It runs every half minute."""

    def queries_of_a_run() -> int:
        with queries_counted() as counted:
            services.propose_charges(at=NOW)
        return len(counted)

    the_policy(notice=10, full_notice=5, partial_percent=50)
    session = a_session()
    services.propose_charges(at=NOW)
    for number in range(3):
        cancelled(session, number)
    few = queries_of_a_run()
    for number in range(30):
        cancelled(session, number)
    assert queries_of_a_run() == few


def cancelled(session: TrainingSession, number: int) -> Booking:
    """In time, so that it costs nothing."""
    return a_booking(
        session,
        outcome=Outcome.CANCELLED,
        state=BookingState.CANCELLED,
        policy=the_policy(),
        cancelled_at=NOW - timedelta(minutes=number),
        promised_free_until=NOW + timedelta(days=1),
    )


def test_nothing_is_charged_for_a_session_that_we_cancelled(app: Flask) -> None:
    a_policy()
    user, session = a_user(), a_session()
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    withdraw(booking, by=user, at=clock.from_london(date(2026, 12, 18), time(12)))
    at = clock.from_london(date(2026, 12, 19), time(12))
    charge = asked(booking, at)
    cancel_session(session, reason=CancelReason.TRAINER_ILL, words="", by=a_manager(), at=at)
    assert services.let_go_what_no_longer_follows(at=at) == 1
    assert (charge.state, charge.reason) == (ChargeState.WITHDRAWN, "We cancelled the session.")
    assert services.propose_charges(at=at) == 0


def test_a_waived_charge_that_still_follows_is_left_alone(app: Flask) -> None:
    charge = waived()
    assert propose_what_is_missing() == ""
    assert charge.state is ChargeState.WAIVED


def test_what_a_person_took_back_is_not_proposed_again(app: Flask) -> None:
    for charge in (withdrawn(), credited()):
        assert propose_what_is_missing() == ""
        corrected_to(charge.booking, Outcome.EXCUSED)
        corrected_to(charge.booking, Outcome.NO_SHOW)
        assert propose_what_is_missing() == ""
