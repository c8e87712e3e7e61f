"""What became of a bill as a whole."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.charging.bills import queries, services_settling
from app.charging.bills.manage import bill_page, bp
from app.charging.pages import WITH_FINANCE
from app.core import clock
from app.web.access import found, open_to
from app.web.formatting import count
from app.web.forms import Form


@bp.post("/charges/bills/<int:bill_id>/paid")
@open_to(WITH_FINANCE)
def mark_all_paid(bill_id: int) -> ResponseReturnValue:
    bill, form = found(queries.bill(bill_id)), Form()
    with form.refusing():
        paid = services_settling.mark_all_paid(bill, by=signed_in_user(), at=clock.now())
        flash(f"{count(paid, 'line is', 'lines are')} paid: nothing on this bill is open any more.")
        return redirect(url_for("charging_bills.bill", bill_id=bill_id))
    return bill_page(bill, form=form)


@bp.post("/charges/bills/<int:bill_id>/paid-back")
@open_to(WITH_FINANCE)
def mark_paid_back(bill_id: int) -> ResponseReturnValue:
    bill, form = found(queries.bill(bill_id)), Form()
    with form.refusing():
        services_settling.mark_paid_back(bill, by=signed_in_user(), at=clock.now())
        flash(f"What we owed on {bill.reference} is paid back.")
        return redirect(url_for("charging_bills.bill", bill_id=bill_id))
    return bill_page(bill, form=form)
