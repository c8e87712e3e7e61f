"""What became of a billed charge."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.charging import queries as charging
from app.charging.bills import queries as bills_queries
from app.charging.bills import services_settling as bills_services_settling
from app.charging.decisions import forms
from app.charging.decisions.manage import bp, charge_page
from app.charging.pages import WITH_FINANCE
from app.core import clock
from app.web.access import found, open_to
from app.web.forms import Form


@bp.post("/charges/<int:charge_id>/paid")
@open_to(WITH_FINANCE)
def mark_paid(charge_id: int) -> ResponseReturnValue:
    charge, form = found(charging.charge(charge_id)), Form()
    with form.refusing():
        bills_services_settling.mark_paid(charge, by=signed_in_user(), at=clock.now())
        flash(f"The charge for {charge.booking.name} is paid.")
        return redirect(url_for("charging_bills.bill", bill_id=bills_queries.lines_of(charge)[0].bill_id))
    return charge_page(charge, confirming=form)


@bp.route("/charges/<int:charge_id>/write-off", methods=["GET", "POST"])
@open_to(WITH_FINANCE)
def write_off(charge_id: int) -> ResponseReturnValue:
    charge, form = found(charging.charge(charge_id)), forms.WriteOffForm()
    if form.validate_on_submit():
        with form.refusing():
            bills_services_settling.write_off(charge, form.words.data, by=signed_in_user(), at=clock.now())
            flash("The charge is written off, and the reason is kept with it.")
            return redirect(url_for("charging_bills.bill", bill_id=bills_queries.lines_of(charge)[0].bill_id))
    return render_template("charging/decisions/write_off.html", charge=charge, form=form)
