"""The training team's buttons on a charge. Of two officers at once, the second is told what was decided."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.charging import queries as charging
from app.charging.decisions import forms, services
from app.charging.decisions.manage import bp, charge_page
from app.charging.reasons import services as reasons
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.web.access import found, open_to
from app.web.forms import Form


@bp.post("/charges/<int:charge_id>/confirm")
@open_to(TRAINING_TEAM)
def confirm(charge_id: int) -> ResponseReturnValue:
    charge, form = found(charging.charge(charge_id)), Form()
    with form.refusing():
        services.confirm(charge, by=signed_in_user(), at=clock.now())
        flash("The charge is confirmed. It goes on the agency’s next monthly bill.")
        return redirect(url_for("charging_decisions.charges"))
    return charge_page(charge, confirming=form)


@bp.post("/charges/<int:charge_id>/waive")
@open_to(TRAINING_TEAM)
def waive(charge_id: int) -> ResponseReturnValue:
    charge, form = found(charging.charge(charge_id)), forms.WaiveForm()
    if form.validate_on_submit():
        with form.refusing():
            services.waive(charge, why=form.why.data, words=form.words.data, by=signed_in_user(), at=clock.now())
            flash("The charge is waived, and the reason is kept with it.")
            return redirect(url_for("charging_decisions.charges"))
    return charge_page(charge, waiving=form)


@bp.post("/charges/<int:charge_id>/told")
@open_to(TRAINING_TEAM)
def write_down(charge_id: int) -> ResponseReturnValue:
    charge, form = found(charging.charge(charge_id)), forms.ToldForm()
    if form.validate_on_submit():
        with form.refusing():
            reasons.write_down_reason(charge, form.told.data, by=signed_in_user(), at=clock.now())
            flash("Written down. The charge can be decided now.")
            return redirect(url_for("charging_decisions.show", charge_id=charge_id))
    return charge_page(charge, told=form)


@bp.route("/charges/<int:charge_id>/take-back", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def take_back(charge_id: int) -> ResponseReturnValue:
    charge, form = found(charging.charge(charge_id)), forms.TakeBackForm()
    if form.validate_on_submit():
        with form.refusing():
            services.take_back(charge, why=form.why.data, words=form.words.data, by=signed_in_user(), at=clock.now())
            flash(f"The charge is {charge.state}, and isn’t proposed again.")
            return redirect(url_for("charging_decisions.show", charge_id=charge_id))
    return render_template("charging/decisions/take_back.html", charge=charge, form=form)
