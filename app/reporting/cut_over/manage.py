"""Coming over from today's tools: one page with its steps."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.reporting.cut_over import queries
from app.reporting.cut_over.rules import STEPS, next_step
from app.web.access import open_to
from app.web.navigation import page_of

bp = Blueprint("reporting_cut_over", __name__)


@bp.get("/manage/coming-over")
@open_to(TRAINING_TEAM)
@page_of("coming over")
def coming_over() -> ResponseReturnValue:
    there = queries.state(at=clock.now())
    return render_template("reporting/cut_over/coming_over.html", steps=STEPS, there=there, next_step=next_step(there))
