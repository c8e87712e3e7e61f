"""Bills as files: the PDF for the agency, and tables for the finance system."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.charging.models import Bill, BillLine
from app.documents import typeset
from app.formatting import long_date, pounds
from app.spreadsheets import Cell, as_csv, as_xlsx

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


def bill_in_pdf(bill: Bill) -> bytes:
    """The bill as the agency gets it: who and what, and no word of why."""
    data = {
        "reference": bill.reference,
        "agency": bill.agency_name,
        "contact": " · ".join(filter(None, (bill.contact_name, bill.contact_email))),
        "address": bill.address.splitlines(),
        "order": bill.purchase_order,
        "month": f"{bill.month:%B %Y}",
        "dated": long_date(bill.made_at),
        "lines": [_in_words(line) for line in bill.lines],
        "total": pounds(abs(bill.pence)),
        "owed_by_us": bill.is_owed_by_us,
        "is_even": bill.pence == 0,
    }
    return typeset("charging/bill.typ", data, title=f"Bill {bill.reference}", at=bill.made_at)


def _in_words(line: BillLine) -> dict[str, str]:
    kind = line.cause.capitalize()
    return {
        "number": str(line.position),
        "session": line.session_title,
        "date": f"{line.on.day} {line.on:%b %Y}",
        "who": line.name,
        "kind": f"Credit of {line.credits.reference}: {kind.lower()}" if line.credits else kind,
        "vat": line.vat_code,
        "sum": f"−{pounds(-line.pence)}" if line.pence < 0 else pounds(line.pence),
    }
