"""What people need training on, beside what they wait for."""

from datetime import time, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import open_to
from app.booking.queries import waited_in_vain, waiting_by_course
from app.evaluation import queries
from app.evaluation.manage.blueprint import bp
from app.programme.rules import asked_period, programme_year
from app.roles import TRAINING_TEAM

SHOWN = 10
"""Comments under a theme; the others are a link away."""


@bp.get("/needs")
@open_to(TRAINING_TEAM)
def needs() -> ResponseReturnValue:
    now = clock.now()
    period = asked_period({"year": request.args.get("year", "")}, clock.today())
    begins, ends = (clock.from_london(day, time()) for day in (period.since, period.until + timedelta(days=1)))
    return render_template(
        "evaluation/needs.html",
        needs=queries.needs(queries.AnswerScope(since=period.since, until=period.until)),
        waiting=waiting_by_course(at=now),
        in_vain=waited_in_vain(begins, ends, at=now),
        period=period,
        years=sorted({period.year, *queries.years_answered(), programme_year(clock.today())}, reverse=True),
        shown=SHOWN,
    )
