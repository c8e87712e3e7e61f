"""Charges to decide. Finance reads them; the training team decides."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to, signed_in_user
from app.charging import queries, services
from app.charging.forms import WaiveForm
from app.charging.models import ChargeState
from app.errors import Refusal
from app.fields import Form
from app.roles import TRAINING_TEAM, Role

bp = Blueprint("charging", __name__, url_prefix="/charges")


@bp.get("")
@open_to(TRAINING_TEAM | {Role.FINANCE})
def charges() -> ResponseReturnValue:
    wanted = request.args.get("state", ChargeState.PROPOSED)
    state = next((state for state in ChargeState if state == wanted), None)
    return render_template(
        "charging/charges.html", charges=queries.charges(state), state=state, counts=queries.counts()
    )


@bp.get("/<int:charge_id>")
@open_to(TRAINING_TEAM | {Role.FINANCE})
def show(charge_id: int) -> ResponseReturnValue:
    charge = found(queries.charge(charge_id))
    return render_template("charging/show.html", charge=charge, confirm_form=Form(), form=WaiveForm())


@bp.post("/<int:charge_id>/confirm")
@open_to(TRAINING_TEAM)
def confirm(charge_id: int) -> ResponseReturnValue:
    charge = found(queries.charge(charge_id))
    services.confirm(charge, by=signed_in_user(), at=clock.now())
    flash("The charge is confirmed.")
    return redirect(url_for("charging.charges"))


@bp.post("/<int:charge_id>/waive")
@open_to(TRAINING_TEAM)
def waive(charge_id: int) -> ResponseReturnValue:
    charge = found(queries.charge(charge_id))
    form = WaiveForm()
    if form.validate_on_submit():
        try:
            services.waive(charge, reason=form.reason.data, by=signed_in_user(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The charge is waived, and the reason is kept with it.")
            return redirect(url_for("charging.charges"))
    return render_template("charging/show.html", charge=charge, confirm_form=Form(), form=form)
