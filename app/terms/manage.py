"""The training team's page of policy versions."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import open_to, signed_in_user
from app.errors import Refusal
from app.roles import TRAINING_TEAM
from app.terms import queries, services
from app.terms.forms import PolicyForm

bp = Blueprint("policies", __name__, url_prefix="/manage/terms")


@bp.route("", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def versions() -> ResponseReturnValue:
    form = PolicyForm()
    if form.validate_on_submit():
        try:
            services.add_policy(form.details(), by=signed_in_user(), today=clock.today(), at=clock.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash("The new version is kept. Bookings made from that date accept it.")
            return redirect(url_for("policies.versions"))
    return render_template("terms/versions.html", form=form, policies=queries.policies(), today=clock.today())
