"""Whom an agency wants its bills sent to."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.accounts.queries import agency as agency_of
from app.charging import queries, services
from app.charging.forms import BillingDetailsForm
from app.charging.manage.blueprint import WITH_FINANCE, bp


@bp.route("/agencies/<int:agency_id>", methods=["GET", "POST"])
@open_to(WITH_FINANCE)
def agency(agency_id: int) -> ResponseReturnValue:
    agency = found(agency_of(agency_id)).surviving
    form = BillingDetailsForm(queries.billing_details(agency))
    if form.validate_on_submit():
        services.set_billing_details(agency, **form.details(), by=signed_in_user(), at=clock.now())
        flash(f"Saved. The next bills of {agency.name} carry these details.")
        return redirect(url_for("charging.next_bills"))
    bills = queries.bills(agency_id=agency.id)
    return render_template("charging/agency.html", agency=agency, form=form, bills=bills)
