"""The month's bills: one for each agency, made once, of what a person confirmed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.accounts.models import Agency, User
from app.audit import services as audit
from app.audit.models import Verb
from app.charging import queries as charging
from app.charging.bills import papers, queries, refusals, rules_months, rules_tables
from app.charging.bills.models import Bill, BillFile, BillingDetails, BillLine, FileKind
from app.charging.models import Charge, ChargeState
from app.charging.proposals import services as proposals
from app.charging.refusals import AlreadyDecided
from app.charging.services import lock_charge
from app.core.clock import to_london
from app.core.database import advisory_lock, command, db
from app.settings import queries as settings
from app.settings.rules_bills import BillTerms


@command
def make_bills(month: date, *, with_gaps: bool = False, by: User, at: datetime) -> list[Bill]:
    """One bill for each agency of what was confirmed before the month's end, and of the credits owed.

    An agency that has a bill for the month gets what came later with the next month's; a month before one that was
    billed gets none any more. What follows no longer is let go first. A bill stays as it is made, so one without a
    contact or a VAT code is made only where the office says so (`with_gaps`). Raises MonthNotOver, LaterMonthBilled,
    NothingToBill or BillsIncomplete.
    """
    if at < rules_months.month_ends(month):
        raise refusals.MonthNotOver
    proposals.let_go_of(queries.bookings_to_bill(month), at=at)
    advisory_lock("billing")
    if month < (queries.last_month_billed() or month):
        raise refusals.LaterMonthBilled
    drafts = [draft for draft in queries.drafts(month, lock=True) if not draft.waits]
    if not drafts:
        raise refusals.NothingToBill
    if not with_gaps and any(draft.has_gaps for draft in drafts):
        raise refusals.BillsIncomplete
    return [_bill(draft, month, number, by, at) for number, draft in enumerate(drafts, queries.highest_number() + 1)]


@command
def set_vat_codes(codes: Mapping[int, str], *, by: User, at: datetime) -> int:
    """The VAT code of confirmed charges, by their numbers; returns how many changed. Raises AlreadyDecided."""
    changed = 0
    for charge in (each for each in (charging.charge(number) for number in sorted(codes)) if each):
        lock_charge(charge)
        if charge.vat_code == codes[charge.id]:
            continue
        if charge.state is not ChargeState.CONFIRMED:
            raise AlreadyDecided(f"The charge for {charge.booking.name} is {charge.state} now: look again.")
        charge.vat_code = codes[charge.id]
        audit.write(Verb.SET_VAT_CODE, charge, by=by, at=at, vat_code=charge.vat_code)
        changed += 1
    return changed


@command
def set_billing_details(
    agency: Agency, *, contact_name: str, contact_email: str, address: str, purchase_order: str, by: User, at: datetime
) -> None:
    """Whom its next bills go to. Those that are made stay as they are."""
    advisory_lock("billing")
    details = queries.billing_details(agency) or BillingDetails(agency_id=agency.id)
    details.contact_name, details.contact_email = contact_name, contact_email
    details.address, details.purchase_order = address, purchase_order
    db.session.add(details)
    audit.write(Verb.SET_BILLING_DETAILS, details, by=by, at=at)


def _bill(draft: queries.Draft, month: date, number: int, by: User, at: datetime) -> Bill:
    terms = settings.current(BillTerms)
    bill = Bill(
        number=number,
        agency=draft.agency,
        month=month,
        agency_name=draft.agency.name,
        made_at=at,
        made_by_id=by.id,
        due_on=to_london(at).date() + timedelta(days=terms.days_to_pay),
        how_to_pay=terms.how_to_pay,
        about_vat=terms.about_vat,
        **_snapshot(draft.details),
    )
    lines = [_charged(charge) for charge in draft.charges] + [_credited(line) for line in draft.credits]
    for position, line in enumerate(lines, start=1):
        line.position = position
        bill.lines.append(line)
    db.session.add(bill)
    audit.write(Verb.MADE_BILL, bill, by=by, at=at, bill=bill.reference)
    for line in lines:
        if not line.is_credit:
            line.charge.bill()
        verb = Verb.CREDITED_ON_BILL if line.is_credit else Verb.BILLED_CHARGE
        audit.write(verb, line.charge, by=by, at=at, line=line.reference)
    if bill.pence <= 0:
        _set_off(draft.charges, bill, by=by, at=at)
    for kind, content in _files(bill).items():
        db.session.add(BillFile(bill_id=bill.id, kind=kind, content=content))
    db.session.flush()
    return bill


def _set_off(charges: list[Charge], bill: Bill, *, by: User, at: datetime) -> None:
    """The credits on the bill pay for its charges."""
    for charge in charges:
        charge.pay(at)
        audit.write(Verb.SET_OFF_AGAINST_CREDITS, charge, by=by, at=at, bill=bill.reference)


def _snapshot(details: BillingDetails | None) -> dict[str, Any]:
    if details is None:
        return {}
    return {
        "contact_name": details.contact_name,
        "contact_email": details.contact_email,
        "address": details.address,
        "purchase_order": details.purchase_order,
    }


def _charged(charge: Charge) -> BillLine:
    session = charge.booking.session
    return BillLine(
        charge=charge,
        session_title=session.title,
        on=session.days[0].on,
        name=charge.booking.name,
        cause=charge.cause,
        vat_code=charge.vat_code,
        pence=charge.pence,
    )


def _credited(line: BillLine) -> BillLine:
    return BillLine(
        charge=line.charge,
        credits=line,
        session_title=line.session_title,
        on=line.on,
        name=line.name,
        cause=line.cause,
        vat_code=line.vat_code,
        pence=-line.pence,
    )


def _files(bill: Bill) -> dict[FileKind, bytes]:
    return {
        FileKind.PDF: papers.bill_in_pdf(bill),
        FileKind.CSV: rules_tables.lines_in_csv([bill]),
        FileKind.XLSX: rules_tables.lines_in_xlsx([bill]),
    }
