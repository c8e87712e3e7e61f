"""The list of what is to be set up: on Today until it is done or hidden, and always on its own page."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.reporting.manage import bp
from app.reporting.pages import set_up_steps
from app.reporting.rules_set_up import SetUpList
from app.settings import services as settings
from app.web.access import open_to

MANAGER = frozenset({Role.TRAINING_MANAGER})


@bp.get("/today/set-up")
@open_to(MANAGER)
def set_up() -> ResponseReturnValue:
    return render_template("reporting/set_up.html", steps=set_up_steps())


@bp.post("/today/set-up/hide")
@open_to(MANAGER)
def hide_set_up() -> ResponseReturnValue:
    settings.change(SetUpList(is_hidden=True), by=signed_in_user(), at=clock.now())
    flash("The list is hidden. You find it below, under “Setting up”.")
    return redirect(url_for("reporting.today"))
