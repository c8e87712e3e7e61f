"""Reads of bills: what is to be billed, what was, and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased, lazyload, selectinload

from app.accounts.models import Agency, name_key
from app.accounts.people.queries import SUGGESTED
from app.charging.bills import rules_months
from app.charging.bills.models import Bill, BillFile, BillingDetails, BillLine, FileKind
from app.charging.models import Charge, ChargeState
from app.core.database import db
from app.web.paging import Page, page_of

WITH_LINES = (
    selectinload(Bill.lines).joinedload(BillLine.charge).options(lazyload(Charge.booking), lazyload(Charge.agency))
)
"""A line says itself what it is for: of its charge only what became of it is wanted."""


@dataclass
class Draft:
    """What an agency's bill for a month would hold. `waits` where it has a bill for that month already."""

    agency: Agency
    details: BillingDetails | None
    waits: bool
    charges: list[Charge] = field(default_factory=list)
    credits: list[BillLine] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return len(self.charges) + len(self.credits)

    @property
    def pence(self) -> int:
        return sum(charge.pence for charge in self.charges) - sum(line.pence for line in self.credits)

    @property
    def lacks_contact(self) -> bool:
        return self.details is None or not (self.details.contact_name or self.details.contact_email)

    @property
    def without_vat_code(self) -> int:
        return sum(not charge.vat_code for charge in self.charges)

    @property
    def has_gaps(self) -> bool:
        return self.lacks_contact or self.without_vat_code > 0


@dataclass(frozen=True)
class Whole:
    """What several drafts come to. Money in pence."""

    charges: int
    credits: int
    pence: int


def whole_of(drafts: Sequence[Draft]) -> Whole:
    return Whole(
        charges=sum(len(draft.charges) for draft in drafts),
        credits=sum(len(draft.credits) for draft in drafts),
        pence=sum(draft.pence for draft in drafts),
    )


def drafts(month: date, *, lock: bool = False) -> list[Draft]:
    """What is to be billed for a month, an agency each, by name: charges confirmed before its end, and credits owed.

    A command locks the charges, in the order of their numbers, so that nobody takes one back meanwhile.
    """
    found = _Drafts(month)
    confirmed = select(Charge).where(*_to_bill(month))
    if lock:
        confirmed = confirmed.with_for_update(of=Charge).execution_options(populate_existing=True)
    for charge in db.session.scalars(confirmed.order_by(Charge.id)):
        assert charge.agency is not None  # nothing without an agency is confirmed
        found.of(charge.agency.surviving).charges.append(charge)
    for line in db.session.scalars(_credits_owed()):
        found.of(line.bill.agency.surviving).credits.append(line)
    for draft in found.values():
        draft.charges.sort(key=lambda charge: (charge.booking.session.starts_at, charge.booking.name, charge.id))
    return sorted(found.values(), key=lambda draft: (draft.agency.name, draft.agency.id))


def bookings_to_bill(month: date) -> list[int]:
    """The ids of the bookings whose charges were confirmed before a month's end and are on no bill."""
    return list(db.session.scalars(select(Charge.booking_id).where(*_to_bill(month)).order_by(Charge.booking_id)))


def _to_bill(month: date) -> tuple[ColumnElement[bool], ...]:
    return Charge.state == ChargeState.CONFIRMED, Charge.decided_at < rules_months.month_ends(month)


class _Drafts(dict[int, Draft]):
    """By the agencies' ids. Three queries, however many agencies there are."""

    def __init__(self, month: date) -> None:
        super().__init__()
        self._agencies = db.session.scalars(select(Agency)).all()  # kept, so that a merger costs no query
        self._details = {each.agency_id: each for each in db.session.scalars(select(BillingDetails))}
        self._billed = set(db.session.scalars(select(Bill.agency_id).where(Bill.month == month)))

    def of(self, agency: Agency) -> Draft:
        if agency.id not in self:
            self[agency.id] = Draft(agency, self._details.get(agency.id), agency.id in self._billed)
        return self[agency.id]


def _credits_owed() -> Select[BillLine]:
    credit = aliased(BillLine)
    owed = ~exists().where(credit.credits_id == BillLine.id)
    wanted = select(BillLine).join(BillLine.charge)
    return wanted.where(Charge.state == ChargeState.CREDITED, ~BillLine.is_credit, owed).order_by(BillLine.id)


def last_month_billed() -> date | None:
    return db.session.scalar(select(func.max(Bill.month)))


def highest_number() -> int:
    return db.session.scalar(select(func.max(Bill.number))) or 0


def charges_without_bill(*, page: int = 1, per_page: int = 50) -> Page[Charge]:
    """The confirmed charges that are on no bill yet, by agency, a page at a time: finance sets their VAT codes."""
    wanted = select(Charge).join(Charge.agency).where(Charge.state == ChargeState.CONFIRMED)
    return page_of(wanted.order_by(Agency.name, Charge.id), page=page, per_page=per_page)


def billing_details(agency: Agency) -> BillingDetails | None:
    return db.session.scalar(select(BillingDetails).where(BillingDetails.agency_id == agency.id))


def bill(bill_id: int) -> Bill | None:
    return db.session.get(Bill, bill_id, options=[WITH_LINES])


def bill_of(agency: Agency, month: date) -> Bill | None:
    return db.session.scalar(select(Bill).where(Bill.agency_id == agency.id, Bill.month == month))


def bill_file(bill: Bill, kind: FileKind) -> bytes | None:
    """None where it was forgotten, with the accounts of its year."""
    wanted = select(BillFile.content).where(BillFile.bill_id == bill.id, BillFile.kind == kind)
    return db.session.scalar(wanted) or None


def bills(*, month: date | None = None, agency_id: int | None = None, page: int = 1, per_page: int = 50) -> Page[Bill]:
    """The newest first."""
    wanted = select(Bill).where(*_of(month, agency_id)).order_by(Bill.number.desc()).options(WITH_LINES)
    return page_of(wanted, page=page, per_page=per_page)


def bills_of_month(month: date) -> list[Bill]:
    """In the order of their numbers, with their lines."""
    wanted = select(Bill).where(Bill.month == month).order_by(Bill.number).options(WITH_LINES)
    return list(db.session.scalars(wanted))


@dataclass(frozen=True)
class Sums:
    """Of bills, in pence: `billed` without credits, `open` what they still ask for, `owed` what we have to pay back."""

    how_many: int
    billed: int
    credited: int
    open: int
    owed: int


def sums(*, month: date | None = None, agency_id: int | None = None) -> Sums:
    """Added up bill by bill: what is open on one isn't less for what we owe on another."""
    each = _bill_by_bill(*_of(month, agency_id)).subquery().c
    is_owed = and_(each.paid_back_at.is_(None), each.up + each.down < 0)
    row = db.session.execute(
        select(
            func.count(),
            func.sum(each.up),
            func.sum(-each.down),
            func.sum(case((each.waits + each.down > 0, each.waits + each.down), else_=0)),
            func.sum(case((is_owed, -each.up - each.down), else_=0)),
        )
    ).one()
    return Sums(*(int(number or 0) for number in row))


def _bill_by_bill(*which: ColumnElement[bool]) -> Select[datetime | None, date | None, Any, int, Any]:
    """Of each bill, in pence: what it charges (up), what it credits (down), and what isn't paid yet (waits)."""
    charged = case((~BillLine.is_credit, BillLine.pence), else_=0)
    waiting = case((and_(~BillLine.is_credit, Charge.waits_for_money), BillLine.pence), else_=0)
    return (
        select(
            Bill.paid_back_at,
            Bill.due_on,
            func.sum(charged).label("up"),
            func.sum(BillLine.pence - charged).label("down"),
            func.sum(waiting).label("waits"),
        )
        .join(BillLine, BillLine.bill_id == Bill.id)
        .join(Charge, Charge.id == BillLine.charge_id)
        .where(*which)
        .group_by(Bill.id)
    )


@dataclass(frozen=True)
class FinanceWork:
    """What finance has to do: charges of the month that is over to bill, and bills to be paid. Money in pence."""

    month: date
    to_bill: int
    to_bill_pence: int
    without_vat_code: int
    unpaid: int
    unpaid_pence: int
    overdue: int
    owed: int

    @property
    def is_done(self) -> bool:
        return not (self.to_bill or self.unpaid or self.owed)


def work_of_finance(*, today: date) -> FinanceWork:
    """Two queries, however many charges and bills there are."""
    month = rules_months.last_month(today)
    confirmed = (func.count(), func.sum(Charge.pence), func.sum(case((Charge.vat_code == "", 1), else_=0)))
    to_bill = db.session.execute(select(*confirmed).where(*_to_bill(month))).one()
    each = _bill_by_bill().subquery().c
    open_pence, is_overdue = each.waits + each.down, each.due_on < today
    is_owed = and_(each.paid_back_at.is_(None), each.up + each.down < 0)
    row = db.session.execute(
        select(
            func.sum(case((open_pence > 0, 1), else_=0)),
            func.sum(case((open_pence > 0, open_pence), else_=0)),
            func.sum(case((and_(open_pence > 0, is_overdue), 1), else_=0)),
            func.sum(case((is_owed, 1), else_=0)),
        )
    ).one()
    return FinanceWork(month, *(int(number or 0) for number in (*to_bill, *row)))


def months_with_bills() -> list[date]:
    """The latest first."""
    return list(db.session.scalars(select(Bill.month).distinct().order_by(Bill.month.desc())))


def names_with_bills() -> list[str]:
    """The agencies that a bill was ever made for, by name, for a field to suggest; none where they are more than a list
    is good for."""
    billed = exists().where(Bill.agency_id == Agency.id)
    names = list(db.session.scalars(select(Agency.name).where(billed).order_by(Agency.name).limit(SUGGESTED + 1)))
    return names if len(names) <= SUGGESTED else []


def agency_billed(name: str) -> Agency | None:
    """The agency of that name, one that has merged since too: its bills stay its own. Case and spaces don't count."""
    return db.session.scalar(select(Agency).where(Agency.name_key == name_key(name)))


def lines_of(charge: Charge) -> list[BillLine]:
    """The line that bills a charge, and the one that credits it."""
    return list(db.session.scalars(select(BillLine).where(BillLine.charge_id == charge.id).order_by(BillLine.id)))


def _of(month: date | None, agency_id: int | None) -> list[ColumnElement[bool]]:
    asked = []
    if month:
        asked.append(Bill.month == month)
    if agency_id:
        asked.append(Bill.agency_id == agency_id)
    return asked
