"""The pool of trainers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import open_to, signed_in_user
from app.accounts import queries as accounts
from app.fields import options
from app.programme import queries, services
from app.programme.forms import TrainerForm
from app.programme.manage.blueprint import bp
from app.roles import TRAINING_TEAM


@bp.route("/trainers", methods=["GET", "POST"])
@open_to(TRAINING_TEAM)
def trainers() -> ResponseReturnValue:
    form = TrainerForm()
    agencies = accounts.listed_agencies()
    lenders = ((agency.id, agency.name) for agency in agencies)
    form.agency_id.choices = options([(0, "Nobody: employed by the partnership"), *lenders])
    if form.validate_on_submit():
        agency = next((agency for agency in agencies if agency.id == form.agency_id.data), None)
        services.add_trainer(name=form.name.data, agency=agency, by=signed_in_user(), at=clock.now())
        flash(f"{form.name.data} is in the pool of trainers.")
        return redirect(url_for("programme.trainers"))
    return render_template("programme/trainers.html", form=form, trainers=queries.trainers())
