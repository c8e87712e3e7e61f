"""What people need training on, beside what they wait for."""

from datetime import time, timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import open_to
from app.booking.queries import waited_in_vain, waiting_by_course
from app.evaluation import queries
from app.evaluation.manage.blueprint import bp
from app.programme.rules import programme_year, year_dates
from app.roles import TRAINING_TEAM

SHOWN = 10
"""Comments under a theme; the others are a link away."""


@bp.get("/needs")
@open_to(TRAINING_TEAM)
def needs() -> ResponseReturnValue:
    now, this_year = clock.now(), programme_year(clock.today())
    year, complaint = request.args.get("year") or this_year, ""
    try:
        since, until = year_dates(year)
    except ValueError:
        year, complaint = this_year, "Choose a programme year, such as 2026-27. Below is the present one."
        since, until = year_dates(year)
    begins, ends = (clock.from_london(day, time()) for day in (since, until + timedelta(days=1)))
    return render_template(
        "evaluation/needs.html",
        needs=queries.needs(queries.AnswerScope(since=since, until=until)),
        waiting=waiting_by_course(at=now),
        in_vain=waited_in_vain(begins, ends, at=now),
        year=year,
        years=sorted({year, *queries.years_answered(), this_year}, reverse=True),
        complaint=complaint,
        shown=SHOWN,
    )
