"""Every state and every command: allowed, or refused by name. No step is skipped."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.models import User
from app.audit.models import AuditEntry, Verb
from app.charging.bills.services_settling import mark_paid, write_off
from app.charging.decisions import services as decisions_services
from app.charging.models import Charge, ChargeState, Explainer, WaiverReason
from app.charging.reasons import services as reasons_services
from app.charging.refusals import (
    AgencyMissing,
    AlreadyDecided,
    NotBilled,
    NotConfirmed,
    NotYetExplained,
    ReasonClosed,
    ReasonTooLate,
    WordsNeeded,
)
from app.core.database import db
from app.core.errors import Refusal
from tests.builders import a_manager, a_user, letters_have_left
from tests.charging.cases import AFTER_THE_DEADLINE, IN_DECEMBER, IN_STATE, a_no_show, asked, explained, steps_of
from tests.conftest import NOW
from tests.words import (
    ASKED_FOR_THE_REASON,
    BILLED_A_CHARGE,
    CONFIRMED_A_CHARGE,
    GAVE_A_REASON,
    MARKED_A_CHARGE_AS_PAID,
    PROPOSED_A_CHARGE,
)

PROPOSED, ASKED, EXPLAINED, UNEXPLAINED = "proposed", "reason asked", "explained", "not explained"
WAIVED, CONFIRMED, BILLED, PAID, WRITTEN_OFF = "waived", "confirmed", "billed", "paid", "written off"
WITHDRAWN, CREDITED = "withdrawn", "credited"

DEEDS: dict[str, Callable[[Charge, User], object]] = {
    "give a reason": lambda charge, by: reasons_services.explain(
        charge, "Ill.", given_by=Explainer.PRACTITIONER, by=None, at=NOW
    ),
    "write down": lambda charge, by: reasons_services.write_down_reason(charge, "She rang.", by=by, at=IN_DECEMBER),
    "confirm": lambda charge, by: decisions_services.confirm(charge, by=by, at=NOW),
    "waive": lambda charge, by: decisions_services.waive(charge, why=WaiverReason.COURT, words="Court.", by=by, at=NOW),
    "take back": lambda charge, by: decisions_services.take_back(
        charge, why=WaiverReason.OUR_MISTAKE, words="Ours.", by=by, at=IN_DECEMBER
    ),
    "pay": lambda charge, by: mark_paid(charge, by=by, at=IN_DECEMBER),
    "write off": lambda charge, by: write_off(charge, "Closed.", by=by, at=IN_DECEMBER),
}
TABLE: dict[str, dict[str, object]] = {
    # the state after, or the refusal
    "give a reason": {
        ASKED: EXPLAINED,
        EXPLAINED: EXPLAINED,
        UNEXPLAINED: ReasonTooLate,
        **dict.fromkeys((PROPOSED, WAIVED, CONFIRMED, BILLED, PAID, WRITTEN_OFF, WITHDRAWN, CREDITED), ReasonClosed),
    },
    "write down": {
        PROPOSED: ReasonClosed,
        **dict.fromkeys((ASKED, EXPLAINED, UNEXPLAINED), EXPLAINED),
        **dict.fromkeys((WAIVED, CONFIRMED, BILLED, PAID, WRITTEN_OFF, WITHDRAWN, CREDITED), AlreadyDecided),
    },
    "confirm": {
        **dict.fromkeys((PROPOSED, ASKED), NotYetExplained),
        **dict.fromkeys((EXPLAINED, UNEXPLAINED), CONFIRMED),
        **dict.fromkeys((WAIVED, CONFIRMED, BILLED, PAID, WRITTEN_OFF, WITHDRAWN, CREDITED), AlreadyDecided),
    },
    "waive": {
        PROPOSED: NotYetExplained,
        **dict.fromkeys((ASKED, EXPLAINED, UNEXPLAINED), WAIVED),
        **dict.fromkeys((WAIVED, CONFIRMED, BILLED, PAID, WRITTEN_OFF, WITHDRAWN, CREDITED), AlreadyDecided),
    },
    "take back": {
        **dict.fromkeys((PROPOSED, ASKED, EXPLAINED, UNEXPLAINED, WAIVED), NotConfirmed),
        CONFIRMED: WITHDRAWN,
        **dict.fromkeys((BILLED, PAID), CREDITED),
        **dict.fromkeys((WRITTEN_OFF, WITHDRAWN, CREDITED), AlreadyDecided),
    },
    "pay": {
        BILLED: PAID,
        CREDITED: CREDITED,  # its bill asks for it all the same
        **dict.fromkeys((state.value for state in ChargeState if state not in (BILLED, CREDITED)), NotBilled),
    },
    "write off": {BILLED: WRITTEN_OFF}
    | dict.fromkeys((state.value for state in ChargeState if state != BILLED), NotBilled),
}


def test_the_table_holds_every_state_for_every_command() -> None:
    assert TABLE.keys() == DEEDS.keys()
    assert all(row.keys() == {state.value for state in ChargeState} for row in TABLE.values())


@pytest.mark.parametrize(("deed", "state"), [(deed, state) for deed in TABLE for state in TABLE[deed]])
def test_a_command_does_what_the_table_says(app: Flask, deed: str, state: str) -> None:
    charge, officer, expected = IN_STATE[ChargeState(state)](), a_manager(), TABLE[deed][state]
    before = steps_of(charge)
    if isinstance(expected, str):
        DEEDS[deed](charge, officer)
        assert charge.state == expected
        assert len(steps_of(charge)) == len(before) + 1
    else:
        with pytest.raises(Refusal) as refused:
            DEEDS[deed](charge, officer)
        assert type(refused.value) is expected
        assert (charge.state, steps_of(charge)) == (state, before)


def test_the_whole_line_is_written_down_step_by_step(app: Flask) -> None:
    assert steps_of(IN_STATE[ChargeState.PAID]()) == [
        PROPOSED_A_CHARGE,
        ASKED_FOR_THE_REASON,
        GAVE_A_REASON,
        CONFIRMED_A_CHARGE,
        BILLED_A_CHARGE,
        MARKED_A_CHARGE_AS_PAID,
    ]


def test_without_words_nothing_is_waived_taken_back_or_written_off(app: Flask) -> None:
    officer = a_manager()
    with pytest.raises(WordsNeeded):
        decisions_services.waive(explained(), why=WaiverReason.OTHER, words=" \n", by=officer, at=NOW)
    with pytest.raises(WordsNeeded):
        decisions_services.take_back(
            IN_STATE[ChargeState.CONFIRMED](), why=WaiverReason.OTHER, words="", by=officer, at=IN_DECEMBER
        )
    with pytest.raises(WordsNeeded):
        write_off(IN_STATE[ChargeState.BILLED](), "  ", by=officer, at=IN_DECEMBER)


def test_a_charge_without_an_agency_can_only_be_waived(app: Flask) -> None:
    charge = explained(a_no_show(a_user(agency=None)))
    with pytest.raises(AgencyMissing):
        decisions_services.confirm(charge, by=a_manager(), at=NOW)
    decisions_services.waive(charge, why=WaiverReason.OTHER, words="Nobody to bill.", by=a_manager(), at=NOW)
    assert charge.state is ChargeState.WAIVED


def test_a_reason_is_in_time_to_the_end_of_the_fifth_working_day(app: Flask) -> None:
    """Asked on Monday 23 November: in time until 11:59pm on Monday 30."""
    charge = asked()
    letters_have_left()
    last = charge.answer_by
    assert last
    assert f"{last:%A %d %B %H:%M}" == "Monday 30 November 23:59"
    assert reasons_services.pass_deadlines(at=last) == 0
    reasons_services.explain(charge, "Ill.", given_by=Explainer.MANAGER, by=None, at=last)
    assert reasons_services.pass_deadlines(at=AFTER_THE_DEADLINE) == 0
    other = asked()
    letters_have_left()
    assert reasons_services.pass_deadlines(at=AFTER_THE_DEADLINE) == 1
    assert other.state is ChargeState.UNEXPLAINED


def test_of_two_officers_deciding_at_once_one_decides_and_the_other_is_told(app: Flask) -> None:
    for _ in range(3):
        charge, officers = explained(), [a_manager().id, a_manager().id]
        said = decide_at_once(app, charge.id, officers)
        db.session.rollback()  # look again
        assert sorted(said) == sorted(["decided", f"This charge is already {charge.state}."])
        entries = db.session.query(AuditEntry).filter_by(record_type="Charge", record_id=charge.id)
        assert [entry.verb for entry in entries.order_by(AuditEntry.id)][3:] == [
            {"confirmed": Verb.CONFIRMED_CHARGE, "waived": Verb.WAIVED_CHARGE}[charge.state]
        ]


def decide_at_once(app: Flask, charge_id: int, officers: list[int]) -> list[str]:
    """One confirms and one waives, each having looked at the charge before either decided."""
    both_have_looked = threading.Barrier(2, timeout=10)
    said: list[str] = []

    def decide(number: int) -> None:
        with app.app_context():
            charge, officer = db.session.get_one(Charge, charge_id), db.session.get_one(User, officers[number])
            assert charge.is_to_decide
            db.session.commit()
            both_have_looked.wait()
            try:
                DEEDS["confirm" if number else "waive"](charge, officer)
                said.append("decided")
            except Refusal as refusal:
                said.append(refusal.message)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
