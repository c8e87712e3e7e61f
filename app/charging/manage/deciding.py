"""The training team's buttons on a charge. Of two officers at once, the second is told what was decided."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.charging import queries, services
from app.charging.forms import TakeBackForm, ToldForm, WaiveForm
from app.charging.manage.blueprint import bp
from app.charging.manage.charges import charge_page
from app.errors import Refusal
from app.fields import Form
from app.roles import TRAINING_TEAM


@bp.post("/<int:charge_id>/confirm")
@open_to(TRAINING_TEAM)
def confirm(charge_id: int) -> ResponseReturnValue:
    charge, form = found(queries.charge(charge_id)), Form()
    try:
        services.confirm(charge, by=signed_in_user(), at=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return charge_page(charge, confirming=form)
    flash("The charge is confirmed. It goes on the agency’s next monthly bill.")
    return redirect(url_for("charging.charges"))


@bp.post("/<int:charge_id>/waive")
@open_to(TRAINING_TEAM)
def waive(charge_id: int) -> ResponseReturnValue:
    charge, form = found(queries.charge(charge_id)), WaiveForm()
    if form.validate_on_submit():
        try:
            services.waive(charge, why=form.why.data, words=form.words.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The charge is waived, and the reason is kept with it.")
            return redirect(url_for("charging.charges"))
    return charge_page(charge, waiving=form)


@bp.post("/<int:charge_id>/told")
@open_to(TRAINING_TEAM)
def write_down(charge_id: int) -> ResponseReturnValue:
    charge, form = found(queries.charge(charge_id)), ToldForm()
    if form.validate_on_submit():
        try:
            services.write_down_reason(charge, form.told.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("Written down. The charge can be decided now.")
            return redirect(url_for("charging.show", charge_id=charge_id))
    return charge_page(charge, told=form)


@bp.route("/<int:charge_id>/take-back", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def take_back(charge_id: int) -> ResponseReturnValue:
    charge, form = found(queries.charge(charge_id)), TakeBackForm()
    if form.validate_on_submit():
        try:
            services.take_back(charge, why=form.why.data, words=form.words.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(f"The charge is {charge.state}, and isn’t proposed again.")
            return redirect(url_for("charging.show", charge_id=charge_id))
    return render_template("charging/take_back.html", charge=charge, form=form)
