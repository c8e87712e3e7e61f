"""How the house runs, for the training team."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.operations.monitoring import queries, rules
from app.operations.monitoring.routes import bp
from app.operations.version import version
from app.web.access import open_to
from app.web.navigation import page_of


@bp.get("/running")
@open_to(TRAINING_TEAM)
@page_of("how it runs")
def running() -> ResponseReturnValue:
    """Each process and each job with its last sign of life, and the mail that waits."""
    now = clock.now()
    watched = queries.watched(current_app.config, at=now)
    return render_template(
        "operations/monitoring/running.html",
        watched=watched,
        standing_still=rules.standing_still(watched),
        processes=rules.processes(watched),
        jobs=rules.jobs(watched),
        figures=queries.figures(at=now),
        version=version(),
    )
