"""Coming over from today's tools: one page with its steps."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.reporting.cut_over.pages import cut_over_steps
from app.reporting.cut_over.rules import next_step
from app.web.access import open_to
from app.web.navigation import page_of

bp = Blueprint("reporting_cut_over", __name__)


@bp.get("/manage/coming-over")
@open_to(TRAINING_TEAM)
@page_of("coming over")
def coming_over() -> ResponseReturnValue:
    steps = cut_over_steps(at=clock.now())
    return render_template("reporting/cut_over/coming_over.html", steps=steps, next_step=next_step(steps))
