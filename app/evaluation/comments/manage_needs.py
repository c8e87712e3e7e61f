"""What people need training on, beside what they wait for."""

from datetime import time, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from app.booking.waiting_list import queries as waiting_list
from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation import scope as evaluation_scope
from app.evaluation.answering.queries_scope import years_answered
from app.evaluation.comments import queries_needs
from app.evaluation.comments.manage import bp
from app.http.asking import words_asked
from app.programme.periods import asked_period, programme_year
from app.web.access import open_to

SHOWN = 10
"""Comments under a theme; the others are a link away."""


@bp.get("/evaluation/needs")
@open_to(TRAINING_TEAM)
def needs() -> ResponseReturnValue:
    now = clock.now()
    period = asked_period({"year": words_asked("year")}, clock.today())
    begins, ends = (clock.from_london(day, time()) for day in (period.since, period.until + timedelta(days=1)))
    return render_template(
        "evaluation/comments/needs.html",
        needs=queries_needs.needs(evaluation_scope.AnswerScope(since=period.since, until=period.until), a_theme=SHOWN),
        waiting=waiting_list.waiting_by_course(at=now),
        in_vain=waiting_list.waited_in_vain(begins, ends, at=now),
        period=period,
        years=sorted({period.year, *years_answered(), programme_year(clock.today())}, reverse=True),
    )
