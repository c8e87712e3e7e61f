"""The list of what is to be set up: on Today until it is done or hidden, and always on its own page."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import Role
from app.reporting.set_up.pages import set_up_steps
from app.reporting.set_up.rules import SetUpList
from app.settings import services as settings
from app.web.access import open_to
from app.web.navigation import url_of

bp = Blueprint("reporting_set_up", __name__)

MANAGER = frozenset({Role.TRAINING_MANAGER})


@bp.get("/today/set-up")
@open_to(MANAGER)
def set_up() -> ResponseReturnValue:
    return render_template("reporting/set_up/set_up.html", steps=set_up_steps())


@bp.post("/today/set-up/hide")
@open_to(MANAGER)
def hide_set_up() -> ResponseReturnValue:
    settings.change(SetUpList(is_hidden=True), by=signed_in_user(), at=clock.now())
    flash("The list is hidden. You find it below, under “Setting up”.")
    return redirect(url_of("today"))
