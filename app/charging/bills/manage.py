"""The bills: what the next ones hold, making them, and each as it was made."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.charging.bills import forms, queries, rules_months, rules_tables, services
from app.charging.bills.models import Bill, FileKind
from app.charging.pages import PER_PAGE, WITH_FINANCE
from app.core import clock
from app.core.roles import Role
from app.files.documents import PDF, as_download
from app.files.spreadsheets import CSV, XLSX
from app.http.asking import words_asked, words_sent
from app.settings import queries as settings
from app.settings.rules_bills import BillTerms
from app.web.access import found, open_to
from app.web.dates import iso_month
from app.web.formatting import count
from app.web.forms import Form
from app.web.navigation import in_navigation
from app.web.paging import page_asked_for

bp = Blueprint("charging_bills", __name__)
MEDIA_TYPES = {FileKind.PDF: PDF, FileKind.CSV: CSV, FileKind.XLSX: XLSX}


@bp.get("/charges/bills")
@open_to(WITH_FINANCE)
@in_navigation("Bills", frozenset({Role.FINANCE}))
def bills() -> ResponseReturnValue:
    """?month= and ?agency=, its name as it is typed or taken from those suggested, narrow the list."""
    month, name = _month_asked(), words_asked("agency")
    agency = queries.agency_billed(name) if name else None
    agency_id = agency.id if agency else None
    page = queries.bills(month=month, agency_id=agency_id, page=page_asked_for(), per_page=PER_PAGE)
    return render_template(
        "charging/bills/bills.html",
        bills=page.items,
        page=page,
        month=month,
        agency=agency,
        unknown=name if name and agency is None else "",
        near=people.names_like(name) if name and agency is None else [],
        months=queries.months_with_bills(),
        names=queries.names_with_bills(),
        sums=queries.sums(month=month, agency_id=agency_id),
        work=None if signed_in_user().is_training_team else queries.work_of_finance(today=clock.today()),
    )


@bp.route("/charges/bills/next", methods=["GET", "POST"])
@open_to(WITH_FINANCE)
def next_bills() -> ResponseReturnValue:
    """What a month's bills would hold, and the button that makes them."""
    months, form = _months_to_bill(), forms.BillsForm()
    month = _month_asked() or months[0]
    if form.validate_on_submit():
        with form.refusing():
            made = services.make_bills(month, with_gaps=form.with_gaps.data, by=signed_in_user(), at=clock.now())
            flash(f"{count(len(made), 'bill is', 'bills are')} made for {month:%B %Y}. Now send them.")
            return redirect(url_for("charging_bills.bills", month=f"{month:%Y-%m}"))
    drafts = queries.drafts(month)
    ready = [draft for draft in drafts if not draft.waits]
    return render_template(
        "charging/bills/next_bills.html",
        form=form,
        month=month,
        months=months,
        ready=ready,
        whole=queries.whole_of(ready),
        terms=settings.current(BillTerms),
        waiting=[draft for draft in drafts if draft.waits],
        is_over=rules_months.next_month(month) <= clock.today(),
        this_month=rules_months.month_of(clock.today()),
        from_on=rules_months.next_month(rules_months.month_of(clock.today())),
    )


@bp.get("/charges/bills/<int:bill_id>")
@open_to(WITH_FINANCE)
def bill(bill_id: int) -> ResponseReturnValue:
    return bill_page(found(queries.bill(bill_id)))


def bill_page(bill: Bill, *, form: Form | None = None) -> str:
    return render_template("charging/bills/bill.html", bill=bill, form=form or Form(formdata=None), today=clock.today())


@bp.get("/charges/bills/<int:bill_id>/<any(pdf, csv, xlsx):kind>")
@open_to(WITH_FINANCE)
def bill_file(bill_id: int, kind: str) -> ResponseReturnValue:
    """The bytes as they were written when the bill was made."""
    bill = found(queries.bill(bill_id))
    content = found(queries.bill_file(bill, FileKind(kind)))
    return as_download(content, f"{bill.reference}.{kind}", MEDIA_TYPES[FileKind(kind)])


@bp.get("/charges/bills/month/<month>/<any(csv, xlsx):kind>")
@open_to(WITH_FINANCE)
def month_file(month: str, kind: str) -> ResponseReturnValue:
    """All lines of a month's bills, for the finance system."""
    bills = queries.bills_of_month(_month(month) or abort(404)) or abort(404)
    content = rules_tables.lines_in_csv(bills) if kind == FileKind.CSV else rules_tables.lines_in_xlsx(bills)
    return as_download(content, f"bills-{month}.{kind}", MEDIA_TYPES[FileKind(kind)])


@bp.route("/charges/vat-codes", methods=["GET", "POST"])
@open_to(WITH_FINANCE)
def set_vat_codes() -> ResponseReturnValue:
    """A page of them at a time; saved, on to the next page."""
    page = queries.charges_without_bill(page=page_asked_for(), per_page=PER_PAGE)
    charges = page.items
    form = forms.vat_form(charges)
    if form.validate_on_submit():
        with form.refusing():
            changed = services.set_vat_codes(forms.vat_codes(form, charges), by=signed_in_user(), at=clock.now())
            flash(f"{count(changed, 'VAT code is', 'VAT codes are')} saved.")
            further = page.older and url_for("charging_bills.set_vat_codes", page=page.older)
            return redirect(further or url_for("charging_bills.next_bills"))
    return render_template(
        "charging/bills/set_vat_codes.html", form=form, charges=charges, page=page, field_about=forms.field_about
    )


def _month_asked() -> date | None:
    return _month(words_sent("month"))


def _month(given: str) -> date | None:
    try:
        return iso_month(given)
    except ValueError:
        return None


def _months_to_bill() -> list[date]:
    """Those that are over, the last first: twelve, or back to the last that was billed."""
    billed = queries.last_month_billed()
    months = [rules_months.last_month(clock.today())]
    while len(months) < 12 and (billed is None or months[-1] > billed):
        months.append(rules_months.last_month(months[-1]))
    return months
