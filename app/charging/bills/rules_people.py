"""What bills hold about people: kept as they were made, for as long as accounts are."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from app.charging.bills.models import Bill, BillFile, BillingDetails, BillLine
from app.core.clock import to_london
from app.personal.rules import Declaration, Forgotten, PersonalTable

OF_THE_ACCOUNTS = "the accounts, which are kept for as long as the law asks; retention deletes it then"


def of_years_before(before: datetime) -> ColumnElement[bool]:
    """SQL over Bill: of a financial year, April to March, that was over by then."""
    day = to_london(before).date()
    first = date(day.year if day.month >= 4 else day.year - 1, 4, 1)
    return Bill.month < first


DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=BillLine,
        title="Lines on bills to the agency",
        person="charge_id",
        keeps={"name": OF_THE_ACCOUNTS, "session_title": "what was taught", "vat_code": "of the accounts"},
    ),
    Forgotten(
        kind="accounts_years",
        what="names on bills",
        model=BillLine,
        due=lambda before: BillLine.bill_id.in_(select(Bill.id).where(of_years_before(before))),
        pseudonyms=("name",),
    ),
    PersonalTable(
        model=Bill,
        title="Bills that name this address as the contact",
        address="contact_email",
        keeps={
            **dict.fromkeys(("contact_name", "contact_email"), OF_THE_ACCOUNTS),
            **dict.fromkeys(("agency_name", "address", "purchase_order"), "of the agency"),
            **dict.fromkeys(("how_to_pay", "about_vat"), "of the partnership"),
        },
        actors=("made_by_id",),
        shows=("number", "month", "contact_name", "contact_email"),
    ),
    Forgotten(
        kind="accounts_years",
        what="contacts on bills",
        model=Bill,
        due=of_years_before,
        empties=("contact_name", "contact_email"),
    ),
    PersonalTable(model=BillFile, title="Files of bills", keeps={"content": OF_THE_ACCOUNTS}),
    Forgotten(
        kind="accounts_years",
        what="files of bills",
        model=BillFile,
        due=lambda before: BillFile.bill_id.in_(select(Bill.id).where(of_years_before(before))),
        empties=("content",),
    ),
    PersonalTable(
        model=BillingDetails,
        title="Agencies that name this address as the contact for bills",
        address="contact_email",
        empties=("contact_name", "contact_email"),
        keeps=dict.fromkeys(("address", "purchase_order"), "of the agency"),
        shows=("contact_name", "contact_email"),
    ),
)
