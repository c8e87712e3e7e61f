"""What became of billed charges."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.charging import queries, services
from app.charging.forms import WriteOffForm
from app.charging.manage.bills import bill_page
from app.charging.manage.blueprint import WITH_FINANCE, bp
from app.charging.manage.charges import charge_page
from app.errors import Refusal
from app.fields import Form
from app.formatting import count


@bp.post("/<int:charge_id>/paid")
@open_to(WITH_FINANCE)
def mark_paid(charge_id: int) -> ResponseReturnValue:
    charge, form = found(queries.charge(charge_id)), Form()
    try:
        services.mark_paid(charge, by=signed_in_user(), at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return charge_page(charge, confirming=form)
    flash(f"The charge for {charge.booking.name} is paid.")
    return redirect(url_for("charging.bill", bill_id=queries.lines_of(charge)[0].bill_id))


@bp.post("/bills/<int:bill_id>/paid")
@open_to(WITH_FINANCE)
def mark_all_paid(bill_id: int) -> ResponseReturnValue:
    bill, form = found(queries.bill(bill_id)), Form()
    try:
        paid = services.mark_all_paid(bill, by=signed_in_user(), at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return bill_page(bill, form=form)
    flash(f"{count(paid, 'line is', 'lines are')} paid: nothing on this bill is open any more.")
    return redirect(url_for("charging.bill", bill_id=bill_id))


@bp.route("/<int:charge_id>/write-off", methods=["GET", "POST"])
@open_to(WITH_FINANCE)
def write_off(charge_id: int) -> ResponseReturnValue:
    charge, form = found(queries.charge(charge_id)), WriteOffForm()
    if form.validate_on_submit():
        try:
            services.write_off(charge, form.words.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The charge is written off, and the reason is kept with it.")
            return redirect(url_for("charging.bill", bill_id=queries.lines_of(charge)[0].bill_id))
    return render_template("charging/write_off.html", charge=charge, form=form)


@bp.post("/bills/<int:bill_id>/paid-back")
@open_to(WITH_FINANCE)
def mark_paid_back(bill_id: int) -> ResponseReturnValue:
    bill, form = found(queries.bill(bill_id)), Form()
    try:
        services.mark_paid_back(bill, by=signed_in_user(), at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return bill_page(bill, form=form)
    flash(f"What we owed on {bill.reference} is paid back.")
    return redirect(url_for("charging.bill", bill_id=bill_id))
