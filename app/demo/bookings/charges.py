"""The demo's charges: a few months of the line, from the reason asked to a bill that is paid."""

import random
from datetime import datetime, timedelta

from app.accounts.models import User
from app.booking.states import Outcome
from app.charging import queries as charging
from app.charging.bills import queries as bills_queries
from app.charging.bills import services as bills_services
from app.charging.bills.rules_months import last_month, month_ends
from app.charging.bills.services_settling import mark_all_paid, write_off
from app.charging.decisions import queries as decisions_queries
from app.charging.decisions import services as decisions_services
from app.charging.models import Charge, ChargeState, Explainer, WaiverReason
from app.charging.proposals import services as proposals
from app.charging.reasons import services as reasons
from app.charging.rules import Tab
from app.core.clock import to_london
from app.core.database import db
from app.core.errors import Refusal
from app.demo.sent import have_been_sent
from app.notifications.models import LetterKind
from app.settings import services as settings
from app.settings.rules_bills import BillTerms

WEEKS = 15
"""So long ago charging began."""

STILL_ON_THE_DESK = timedelta(days=12)
"""What was asked since then isn't decided yet."""

LEFT_FOR_LATER = timedelta(days=50)
"""So long some wait to be decided of whom nobody said anything."""

REASONS = (
    (WaiverReason.SICKNESS, "I was ill that day, and my manager knew by eight.", "Ill, with the manager’s word."),
    (WaiverReason.COURT, "I was called to court the evening before.", "In court: the list was sent to us."),
    (WaiverReason.URGENT_CASE, "A visit that couldn’t wait; I forgot to cancel.", "An urgent visit. A first time."),
    (WaiverReason.COULD_NOT_JOIN, "The link asked for a password all morning.", "Three people told us the same."),
)


HOW_TO_PAY = "Anyshire Council, sort code 00-00-00, account 00000000.\nQuote the number of the bill."
ABOUT_VAT = "No VAT is added to these sums. E: exempt, as education is."


def write_charges(*, manager: User, finance: User, chance: random.Random, at: datetime) -> None:
    settings.change(BillTerms(how_to_pay=HOW_TO_PAY, about_vat=ABOUT_VAT), by=finance, at=at)
    for week in range(WEEKS, -1, -1):
        _a_week(at - timedelta(weeks=week), manager=manager, chance=chance, decides=week > 1, now=at)
    _bills(manager=manager, finance=finance, at=at)
    _settle_some(manager=manager, finance=finance, at=at)
    have_been_sent(*REASON_LETTERS, before=at - timedelta(days=6))


REASON_LETTERS = (LetterKind.REASON, LetterKind.REASON_MANAGER)
"""Time runs for those alone whom a letter could reach."""


def _a_week(at: datetime, *, manager: User, chance: random.Random, decides: bool, now: datetime) -> None:
    proposals.propose_charges(at=at, looks_back=timedelta(days=14))
    reasons.ask_for_reasons(at=at)
    db.session.flush()
    told_at = min(at + timedelta(hours=20), now)
    asked = [charge for charge in charging.charges(ChargeState.ASKED) if charge.asked_at == at]
    for number, charge in enumerate(asked):
        if number % 2 if at == now else not decides or chance.random() < 0.35:
            _, words, _ = chance.choice(REASONS)
            reasons.explain(charge, words, given_by=Explainer.PRACTITIONER, by=charge.booking.practitioner, at=told_at)
            if chance.random() < 0.4:
                reasons.explain(charge, "That is so.", given_by=Explainer.MANAGER, by=None, at=told_at)
    have_been_sent(*REASON_LETTERS, before=at)
    reasons.pass_deadlines(at=at)
    db.session.flush()
    if decides:
        for charge in decisions_queries.charges_in(Tab.TO_DECIDE, per_page=1000).items:
            is_left = charge.state is ChargeState.UNEXPLAINED and charge.id % 2 == 0
            if charge.proposed_at < now - (LEFT_FOR_LATER if is_left else STILL_ON_THE_DESK):
                _decide(charge, manager=manager, chance=chance, at=at + timedelta(hours=30))


def _decide(charge: Charge, *, manager: User, chance: random.Random, at: datetime) -> None:
    if charge.explanations and chance.random() < 0.8:
        said = charge.explanations[0].words
        why, _, words = next((each for each in REASONS if each[1] == said), REASONS[0])
        decisions_services.waive(charge, why=why, words=words, by=manager, at=at)
    else:
        decisions_services.confirm(charge, by=manager, at=at)


def _settle_some(*, manager: User, finance: User, at: datetime) -> None:
    """One that nobody will pay, one that was a mistake of the register, and one for this month’s bills."""
    db.session.flush()
    billed, explained = charging.charges(ChargeState.BILLED), charging.charges(ChargeState.EXPLAINED)
    write_off(billed[0], "The setting closed in the summer.", by=finance, at=at)
    decisions_services.confirm(explained[-1], by=manager, at=at - timedelta(hours=3))
    explained[0].booking.mark(Outcome.ATTENDED, at)
    db.session.flush()
    proposals.let_go_of([explained[0].booking_id], at=at)


def _bills(*, manager: User, finance: User, at: datetime) -> None:
    """Two months: the first is paid but for one line, which is credited on the second."""
    codes = {charge.id: "E" for charge in charging.charges(ChargeState.CONFIRMED)}
    bills_services.set_vat_codes(codes, by=finance, at=at)
    second = last_month(to_london(at).date())
    for month in (last_month(second), second):
        for number, draft in enumerate(bills_queries.drafts(month)):
            if number % 4 != 3:  # a few have no contact, so that the warning can be seen
                bills_services.set_billing_details(
                    draft.agency,
                    contact_name="Accounts payable",
                    contact_email=f"accounts{draft.agency.id}@example.org",
                    address=f"{draft.agency.id} High Street\nNorthbridge",
                    purchase_order=f"PO-{4000 + draft.agency.id}",
                    by=finance,
                    at=month_ends(month),
                )
        db.session.flush()
        made_at = min(month_ends(month) + timedelta(days=1), at)
        try:
            bills = bills_services.make_bills(month, with_gaps=True, by=finance, at=made_at)
        except Refusal:
            continue  # nothing was confirmed in that month
        if month != second:
            credited = bills[0].lines[0].charge
            words = "The wrong person was marked on the register."
            decisions_services.take_back(credited, why=WaiverReason.OUR_MISTAKE, words=words, by=manager, at=made_at)
            for bill in bills[:-1]:
                if bill.open_pence:
                    mark_all_paid(bill, by=finance, at=made_at + timedelta(days=14))
