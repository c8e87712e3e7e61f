"""Parts of the programme beside each other for the training team: courses and trainers in funnels, year beside year."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation.comparing import queries
from app.evaluation.results import queries_lines
from app.evaluation.scope import Dimension, Scope
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules import note_on_many
from app.http.asking import all_asked, words_asked
from app.programme.periods import asked_period, programme_year, year_dates
from app.programme.queries_periods import years_with_sessions
from app.web.access import found, open_to

bp = Blueprint("evaluation_comparing", __name__)

COMPARED = (Dimension.COURSE, Dimension.TRAINER)
SINCE = (Stage.POST_COURSE, Stage.IMPACT)
MOST_YEARS = 5


@bp.get("/evaluation/funnels")
@open_to(TRAINING_TEAM)
def funnels() -> ResponseReturnValue:
    """How far each course's change, or each trainer's, lies from what is usual; in the order of their names."""
    period = asked_period(all_asked(), clock.today())
    by = next((each for each in COMPARED if each == words_asked("by")), Dimension.COURSE)
    since = next((each for each in SINCE if each == words_asked("since")), Stage.POST_COURSE)
    of_measures = queries.funnels_of(Scope(period.since, period.until), by, since)
    return render_template(
        "evaluation/comparing/funnels.html",
        period=period,
        years=years_with_sessions(),
        by=by,
        compared=COMPARED,
        since=since,
        stages=SINCE,
        funnels=of_measures,
        kinds=Dimension,
        many=note_on_many(sum(len(each.funnel.units) for each in of_measures if each.funnel)),
    )


@bp.get("/evaluation/years/<any(everything, course, trainer, strand, agency, sector):of>/<key>")
@open_to(TRAINING_TEAM)
def year_on_year(of: str, key: str) -> ResponseReturnValue:
    """The latest years of a part of the programme, one beside the next."""
    years = [year for year in years_with_sessions() if year <= programme_year(clock.today())][:MOST_YEARS]
    since, until = year_dates(programme_year(clock.today()))
    scope = Scope(since, until, Dimension(of), key)
    years_found = queries.years_of(Dimension(of), key, years, at=clock.now())
    return render_template(
        "evaluation/comparing/years.html",
        scope=scope,
        name=found(queries_lines.name_of(scope)),
        found=years_found,
        of_measures=queries.years_of_measures(years_found),
        stages=Stage,
    )
