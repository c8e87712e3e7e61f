"""The bill as the agency gets it, on paper."""

from app.charging.bills.models import Bill, BillLine
from app.files.documents import typeset
from app.web.formatting import long_date, pounds


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
        "total": pounds(bill.size_pence),
        "owed_by_us": bill.is_owed_by_us,
        "is_even": bill.pence == 0,
        "due": long_date(bill.due_on) if bill.due_on and bill.pence > 0 else "",
        "how_to_pay": bill.how_to_pay.splitlines() if bill.pence > 0 else [],
        "about_vat": bill.about_vat,
    }
    return typeset("charging/bills/bill.typ", data, title=f"Bill {bill.reference}", at=bill.made_at)


def _in_words(line: BillLine) -> dict[str, str]:
    kind = line.cause.capitalize()
    return {
        "number": str(line.position),
        "session": line.session_title,
        "date": f"{line.on.day} {line.on:%b %Y}",
        "who": line.name,
        "kind": f"Credit of {line.credits.reference}: {kind.lower()}" if line.credits else kind,
        "vat": line.vat_code,
        "sum": pounds(line.pence),
    }
