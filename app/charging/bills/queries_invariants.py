"""What must hold among bills and what is on them. Each check returns the rows that break it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from app.charging.bills.models import Bill, BillFile, BillLine, FileKind
from app.charging.models import ON_A_BILL, Charge, ChargeState
from app.core.database import db

_HAS_A_LINE = (*ON_A_BILL, ChargeState.CREDITED)
_CREDITED = aliased(BillLine)


def broken_invariants(*, at: datetime) -> list[str]:
    """A line for each offending row, beginning with the rule that it breaks; empty when all is well."""
    return [f"{rule.__doc__}: {row}" for rule in _RULES for row in rule(at)]


def _billed_on_no_bill(at: datetime) -> Iterator[str]:
    """a billed charge is on no bill, or on two"""
    lines = (
        select(BillLine.charge_id, func.count().label("how_many"))
        .where(~BillLine.is_credit)
        .group_by(BillLine.charge_id)
        .subquery()
    )
    how_many = func.coalesce(lines.c.how_many, 0)
    wanted = (
        select(Charge.id, Charge.state, how_many)
        .outerjoin(lines, lines.c.charge_id == Charge.id)
        .where(Charge.state.in_(_HAS_A_LINE), how_many != 1)
    )
    return ("charge {}, {}: {} lines".format(*row) for row in db.session.execute(wanted.order_by(Charge.id)))


def _on_a_bill_and_not_billed(at: datetime) -> Iterator[str]:
    """a bill asks for a charge that isn't billed"""
    wanted = select(BillLine.bill_id, BillLine.position, Charge.id, Charge.state).join(
        Charge, Charge.id == BillLine.charge_id
    )
    wanted = wanted.where(Charge.state.not_in(_HAS_A_LINE))
    return (
        "bill {}, line {}: charge {} is {}".format(*row) for row in db.session.execute(wanted.order_by(BillLine.id))
    )


def _another_sum(at: datetime) -> Iterator[str]:
    """a bill asks for another sum than that of its charges"""
    wanted = (
        select(BillLine.bill_id, func.sum(BillLine.pence), func.sum(Charge.pence))
        .join(Charge, Charge.id == BillLine.charge_id)
        .where(~BillLine.is_credit)
        .group_by(BillLine.bill_id)
        .having(func.sum(BillLine.pence) != func.sum(Charge.pence))
    )
    return (
        "bill {}: {} pence for charges of {}".format(*row)
        for row in db.session.execute(wanted.order_by(BillLine.bill_id))
    )


def _credited_too_much(at: datetime) -> Iterator[str]:
    """a credit is about another charge than it says, or more than was billed for it"""
    wanted = (
        select(BillLine.bill_id, BillLine.position, BillLine.pence, _CREDITED.pence)
        .join(_CREDITED, _CREDITED.id == BillLine.credits_id)
        .where(or_(-BillLine.pence > _CREDITED.pence, BillLine.charge_id != _CREDITED.charge_id, _CREDITED.is_credit))
    )
    return (
        "bill {}, line {}: {} pence against {}".format(*row) for row in db.session.execute(wanted.order_by(BillLine.id))
    )


def _credited_and_owed(at: datetime) -> Iterator[str]:
    """what was credited is still owed"""
    wanted = select(BillLine.bill_id, BillLine.position, Charge.id, Charge.state).join(
        Charge, Charge.id == BillLine.charge_id
    )
    wanted = wanted.where(BillLine.is_credit, Charge.state != ChargeState.CREDITED)
    return (
        "bill {}, line {}: charge {} is {}".format(*row) for row in db.session.execute(wanted.order_by(BillLine.id))
    )


def _half_a_bill(at: datetime) -> Iterator[str]:
    """a bill has no lines, or lacks one of its files"""
    files = select(func.count()).where(BillFile.bill_id == Bill.id).scalar_subquery()
    has_lines = exists().where(BillLine.bill_id == Bill.id)
    wanted = select(Bill.id, files).where(or_(~has_lines, files != len(FileKind)))
    return ("bill {}: {} files".format(*row) for row in db.session.execute(wanted.order_by(Bill.id)))


def _a_number_left_out(at: datetime) -> Iterator[str]:
    """the numbers of bills have a gap"""
    first, last, how_many = db.session.execute(select(func.min(Bill.number), func.max(Bill.number), func.count())).one()
    if how_many and last - first + 1 != how_many:
        yield f"{how_many} bills from {first} to {last}"


_RULES: tuple[Callable[[datetime], Iterator[str]], ...] = (
    _billed_on_no_bill,
    _on_a_bill_and_not_billed,
    _another_sum,
    _credited_too_much,
    _credited_and_owed,
    _half_a_bill,
    _a_number_left_out,
)
