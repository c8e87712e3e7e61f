"""Whom an agency wants its bills sent to."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.charging.bills import forms, queries, services
from app.charging.bills.manage import bp
from app.charging.pages import WITH_FINANCE
from app.core import clock
from app.web.access import found, open_to
from app.web.paging import page_asked_for

BILLS_ON_A_PAGE = 24


@bp.route("/charges/agencies/<int:agency_id>", methods=["GET", "POST"])
@open_to(WITH_FINANCE)
def agency(agency_id: int) -> ResponseReturnValue:
    agency = found(people.agency(agency_id)).surviving
    form = forms.BillingDetailsForm(queries.billing_details(agency))
    if form.validate_on_submit():
        services.set_billing_details(agency, **form.details(), by=signed_in_user(), at=clock.now())
        flash(f"Saved. The next bills of {agency.name} carry these details.")
        return redirect(url_for("charging_bills.next_bills"))
    page = queries.bills(agency_id=agency.id, page=page_asked_for(), per_page=BILLS_ON_A_PAGE)
    return render_template("charging/bills/agency.html", agency=agency, form=form, bills=page.items, page=page)
