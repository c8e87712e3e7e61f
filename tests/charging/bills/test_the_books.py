"""Whatever happens in whatever order, the books balance; and the figures say what a plain count says."""

import csv
import io
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.accounts.models import AgencyGroup
from app.accounts.people.services import merge_agency
from app.audit.models import AuditEntry
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.bills import services, services_settling
from app.charging.bills.models import BillLine
from app.charging.bills.rules_months import month_ends, next_month
from app.charging.decisions import services as decisions_services
from app.charging.figures import queries
from app.charging.figures.rules import figures_in_csv
from app.charging.models import GONE, ON_A_BILL, Charge, ChargeState, Explainer, WaiverReason
from app.charging.proposals import services as proposals_services
from app.charging.proposals.jobs import propose_what_is_missing
from app.charging.reasons import services as reasons_services
from app.core.database import db
from app.core.errors import Refusal
from app.programme.models_sessions import Day
from app.terms.models import Cause
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
    letters_have_left,
)
from tests.charging.cases import (
    NOVEMBER,
    asked,
    billed,
    confirmed,
    credited,
    paid,
    proposed,
    waived,
    withdrawn,
    written_off,
)
from tests.conftest import IN_FULL, NOW, clock_at, empty_tables
from tests.words import (
    ASKED_FOR_THE_REASON,
    BILLED_A_CHARGE,
    CONFIRMED_A_CHARGE,
    GAVE_A_REASON,
    MARKED_A_CHARGE_AS_PAID,
    PROPOSED_A_CHARGE,
    REPLACED_THE_REASON,
    SET_OFF_AGAINST_CREDITS,
    WAIVED_A_CHARGE,
)

BOOKINGS = 4
WHICH = st.integers(0, BOOKINGS - 1)
CORRECTIONS = (Outcome.NO_SHOW, Outcome.ATTENDED, Outcome.EXCUSED, Outcome.LATE_REFUSED, Outcome.LEFT_EARLY)
FORWARD = {
    ChargeState.ASKED: "explain",
    ChargeState.EXPLAINED: "confirm",
    ChargeState.UNEXPLAINED: "confirm",
    ChargeState.CONFIRMED: "bill",
    ChargeState.BILLED: "pay",
}
ON_ONE = ("forward",) * 8 + ("explain", "tell", "waive", "confirm", "take back", "take back", "pay", "write off")
DEEDS = st.one_of(
    st.tuples(st.sampled_from(ON_ONE), WHICH),
    st.tuples(st.sampled_from(ON_ONE), WHICH),
    st.tuples(st.just("correct"), WHICH, st.sampled_from(CORRECTIONS)),
    st.tuples(st.sampled_from(("propose", "jobs", "jobs", "bill", "deadline", "withdraw"))),
)


class Office:
    """Three bookings of yesterday and one of the day after tomorrow, of two agencies of which one pays for places; time
    that goes on, and everybody's buttons pressed in any order."""

    def __init__(self) -> None:
        self.at, self.month = NOW, NOVEMBER
        self.officer = a_manager()
        policy = a_policy(late_refused_percent=50, left_early_percent=100, private_fee_pence=7500)
        agencies = [an_agency(), an_agency(group=AgencyGroup.PRIVATE)]
        session = a_past_session()
        a_closed_register(session)
        self.bookings: list[Booking] = [
            a_booking(session, a_user(agency=agencies[number % 2]), Outcome.NO_SHOW, policy=policy)
            for number in range(BOOKINGS - 1)
        ]
        to_come = a_session(on=date(2026, 11, 25))  # since half an hour ago it is too late to withdraw free of charge
        self.bookings.append(a_booking(to_come, a_user(agency=agencies[0]), policy=policy))

    def do(self, deed: tuple[Any, ...]) -> None:
        name, *about = deed
        self.at += timedelta(hours=1)
        if name == "jobs":
            with clock_at(self.at):
                propose_what_is_missing()
        elif name == "propose":
            proposals_services.propose_charges(at=self.at)
        elif name == "deadline":
            self.at += timedelta(days=8)
            letters_have_left()
            reasons_services.pass_deadlines(at=self.at)
        elif name == "bill":
            while self.at < month_ends(self.month):
                self.at = month_ends(self.month)
            month, self.month = self.month, next_month(self.month)
            services.make_bills(month, with_gaps=True, by=self.officer, at=self.at)
        elif name == "correct":
            booking = self.bookings[about[0] % (BOOKINGS - 1)]
            booking.outcome, booking.marked_at = about[1], self.at
            db.session.commit()
        elif name == "withdraw":
            withdraw(self.bookings[-1], by=self.bookings[-1].practitioner, at=self.at)
        else:
            charges = db.session.query(Charge).filter_by(booking_id=self.bookings[about[0]].id)
            self.press(name, charges.order_by(Charge.id.desc()).first())

    def press(self, name: str, charge: Charge | None) -> None:
        by: dict[str, Any] = {"by": self.officer, "at": self.at}
        if charge is None:
            return
        if name == "forward":
            name = FORWARD.get(charge.state, "explain")
            name = "write off" if name == "pay" and charge.booking_id == self.bookings[0].id else name
        if name == "bill":
            self.do(("bill",))
            return
        if name == "explain":
            reasons_services.explain(charge, "Ill.", given_by=Explainer.PRACTITIONER, by=None, at=self.at)
        elif name == "tell":
            reasons_services.write_down_reason(charge, "Ill.", **by)
        elif name == "waive":
            decisions_services.waive(charge, why=WaiverReason.SICKNESS, words="Ill.", **by)
        elif name == "confirm":
            decisions_services.confirm(charge, **by)
        elif name == "take back":
            decisions_services.take_back(charge, why=WaiverReason.OUR_MISTAKE, words="Ours.", **by)
        elif name == "pay":
            services_settling.mark_paid(charge, **by)
        else:
            services_settling.write_off(charge, "Closed.", **by)


DEED_OF = {
    ChargeState.PROPOSED: PROPOSED_A_CHARGE,
    ChargeState.ASKED: ASKED_FOR_THE_REASON,
    ChargeState.UNEXPLAINED: "passed the deadline for a reason",
    ChargeState.WAIVED: WAIVED_A_CHARGE,
    ChargeState.CONFIRMED: CONFIRMED_A_CHARGE,
    ChargeState.BILLED: BILLED_A_CHARGE,
    ChargeState.WRITTEN_OFF: "wrote off a charge",
    ChargeState.WITHDRAWN: "withdrew a charge",
    ChargeState.CREDITED: "credited a charge",
}
DECIDED_BY_A_PERSON = (CONFIRMED_A_CHARGE, WAIVED_A_CHARGE)


def states() -> dict[int, ChargeState]:
    return {charge.id: charge.state for charge in db.session.query(Charge)}


def check(before: dict[int, ChargeState], entries_before: int) -> None:
    charges, lines = db.session.query(Charge).all(), db.session.query(BillLine).all()
    standing = [charge for charge in charges if charge.state not in GONE]
    assert max(Counter(charge.booking_id for charge in standing).values(), default=0) <= 1
    billed_lines = [line for line in lines if line.credits_id is None]
    assert max(Counter(line.charge_id for line in billed_lines).values(), default=0) <= 1
    given = {line.credits_id for line in lines if line.credits_id}
    taken_back = [line for line in billed_lines if line.charge.state is ChargeState.CREDITED]
    owed = sum(line.pence for line in taken_back if line.id not in given)
    assert sum(line.pence for line in lines) - owed == sum(c.pence for c in charges if c.state in ON_A_BILL)
    deeds: dict[int, list[AuditEntry]] = {}
    for entry in db.session.query(AuditEntry).filter_by(record_type="Charge").order_by(AuditEntry.id):
        deeds.setdefault(entry.record_id, []).append(entry)
    for line in billed_lines:
        assert any(entry.verb == CONFIRMED_A_CHARGE and entry.actor_id for entry in deeds[line.charge_id])
    changed = {charge.id: charge.state for charge in charges if before.get(charge.id) is not charge.state}
    for charge_id, state in changed.items():
        said = [entry.verb for entry in deeds[charge_id] if entry.id > entries_before]
        if state is ChargeState.EXPLAINED:
            assert {GAVE_A_REASON, REPLACED_THE_REASON} & set(said)
        elif state is ChargeState.PAID:
            assert {MARKED_A_CHARGE_AS_PAID, SET_OFF_AGAINST_CREDITS} & set(said)
        else:
            assert DEED_OF[state] in said


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the races are on both
@pytest.mark.lasts_long
def test_whatever_happens_what_was_billed_less_what_was_credited_is_what_stands(app: Flask) -> None:
    reached: set[str] = set()

    @settings(max_examples=30 if IN_FULL else 10, deadline=None, derandomize=True, database=None)
    @given(st.lists(DEEDS, min_size=12, max_size=22))
    def try_out(deeds: list[tuple[Any, ...]]) -> None:
        db.session.rollback()
        empty_tables()
        db.session.expunge_all()
        office = Office()
        for deed in (("propose",), ("jobs",), *deeds, ("bill",)):
            before = states()
            last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
            entries = last.id if last else 0
            try:
                office.do(deed)
            except Refusal:
                assert states() == before
            check(before, entries)
            reached.update(states().values())
        reached.update("credit line" for line in db.session.query(BillLine) if line.is_credit)
        reached.update(charge.cause for charge in db.session.query(Charge))

    try_out()
    if IN_FULL:
        assert reached >= {*ChargeState, *Cause, "credit line"}, "the sequences are too tame"


def one_of_everything() -> None:
    """Charges of two agencies of which one merged into the other, and of two programme years."""
    for make in (proposed, asked, waived, confirmed, withdrawn, billed, paid, written_off, credited):
        make()
    old = a_past_session(days_ago=300)
    a_closed_register(old, NOW - timedelta(days=30))
    proposed(a_booking(old, a_user(), Outcome.NO_SHOW, policy=confirmed().booking.policy))
    merged, into = (db.session.query(Charge).order_by(Charge.id).all()[number].agency for number in (0, 3))
    assert merged
    assert into
    merge_agency(merged, into, by=a_manager(), at=NOW)


def test_the_figures_are_those_of_a_plain_count(app: Flask) -> None:
    one_of_everything()
    rows = db.session.execute(
        text(
            "SELECT COALESCE(into_.name, agency.name), charge.state, charge.waiver_reason, charge.pence"
            " FROM charge JOIN booking ON booking.id = charge.booking_id"
            " JOIN training_session ON training_session.id = booking.session_id"
            " JOIN agency ON agency.id = charge.agency_id LEFT JOIN agency AS into_ ON into_.id = agency.merged_into_id"
            " WHERE training_session.starts_at >= '2026-04-01' AND training_session.starts_at < '2027-04-01'"
        )
    ).all()
    figures = queries.figures("2026-27")
    columns = {
        "proposed": None,
        "confirmed": ("confirmed", "billed", "paid", "written off"),
        "billed": ("billed", "paid", "written off", "credited"),
        "credited": ("credited",),
        "paid": ("paid",),
        "written_off": ("written off",),
    }
    for line in (*figures.lines, figures.total):
        mine = [row for row in rows if line is figures.total or row[0] == line.name]
        assert mine
        for column, wanted in columns.items():
            counted = [row[3] for row in mine if wanted is None or row[1] in wanted]
            found = getattr(line, column)
            assert (found.how_many, found.pence) == (len(counted), sum(counted)), (line.name, column)
        for why, found in line.waived.items():
            counted = [row[3] for row in mine if row[1] == "waived" and row[2] == why]
            assert (found.how_many, found.pence) == (len(counted), sum(counted))
    assert figures.total.proposed.how_many == len(rows) == 10
    assert queries.figures("2025-26").total.proposed.how_many == 1
    assert queries.years_with_charges() == ["2026-27", "2025-26"]


def test_the_figures_file_has_the_total_last(app: Flask) -> None:
    one_of_everything()
    rows = list(csv.reader(io.StringIO(figures_in_csv(queries.figures("2026-27")).decode("utf-8-sig"))))
    assert rows[0][:3] == ["agency", "proposed", "proposed, pounds"]
    assert rows[-1][:3] == ["All agencies", "10", "250.00"]
    assert len({len(row) for row in rows}) == 1


def test_a_session_belongs_to_the_year_of_its_first_day_in_london(app: Flask) -> None:
    charge = proposed()
    for on, year in ((date(2026, 3, 31), "2025-26"), (date(2026, 4, 1), "2026-27")):
        session = charge.booking.session
        session.plan_days([Day(on, *HALF_DAY)])
        db.session.commit()
        assert queries.figures(year).total.proposed.how_many == 1
