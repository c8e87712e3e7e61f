"""Bills as tables for the finance system."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.charging.bills.models import Bill, BillLine
from app.files.spreadsheets import Cell, as_csv, as_xlsx

COLUMNS = (
    "reference",
    "line",
    "agency",
    "month",
    "contact",
    "purchase order",
    "session",
    "date",
    "kind",
    "vat code",
    "pounds",
    "credits",
)


def lines_in_csv(bills: Iterable[Bill]) -> bytes:
    """A line of a bill each, without the person's name or reason. The same bills give the same bytes."""
    return as_csv(COLUMNS, _rows(bills))


def lines_in_xlsx(bills: list[Bill]) -> bytes:
    """The same as a workbook."""
    return as_xlsx(COLUMNS, _rows(bills), sheet="Bills", made_at=max(bill.made_at for bill in bills))


def _rows(bills: Iterable[Bill]) -> Iterator[list[Cell]]:
    return (_row(bill, line) for bill in bills for line in bill.lines)


def _row(bill: Bill, line: BillLine) -> list[Cell]:
    return [
        line.reference,
        line.position,
        bill.agency_name,
        f"{bill.month:%Y-%m}",
        bill.contact_name,
        bill.purchase_order,
        line.session_title,
        line.on,
        line.cause.value,
        line.vat_code,
        in_pounds(line.pence),
        line.credits.reference if line.credits else "",
    ]


def in_pounds(pence: int) -> Decimal:
    """12.50: always two decimals."""
    return Decimal(pence).scaleb(-2)
