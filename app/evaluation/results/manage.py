"""What the answers show, for the training team: everything divided, and each part of it on a page."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation import scope as evaluation_scope
from app.evaluation.comments import queries as comments
from app.evaluation.evidence import queries as evidence
from app.evaluation.results import queries, queries_lines, rules, rules_grouping, rules_kirkpatrick
from app.evaluation.scope import Dimension, Scope
from app.evaluation.stages import Stage
from app.http.asking import all_asked, words_asked
from app.programme.periods import Period, asked_period
from app.programme.queries_periods import years_with_sessions
from app.web.access import found, open_to
from app.web.navigation import in_navigation, linked_from

bp = Blueprint("evaluation_results", __name__)


@bp.get("/evaluation")
@open_to(TRAINING_TEAM)
@in_navigation("Evaluation", TRAINING_TEAM)
def courses() -> ResponseReturnValue:
    """Who answered, divided by course unless something else is asked for."""
    period = asked_period(all_asked(), clock.today())
    by = next((each for each in rules.DIVISIONS if each == words_asked("by")), Dimension.COURSE)
    issued_rows = queries.issued_rows(Scope(period.since, period.until), at=clock.now())
    lines = queries_lines.result_lines(
        rules_grouping.grouped(issued_rows, by, queries_lines.trainers_of(issued_rows, by))
    )
    return render_template(
        "evaluation/results/courses.html",
        period=period,
        by=by,
        divisions=rules.DIVISIONS,
        years=years_with_sessions(),
        lines=lines,
        rates=rules.return_rates(
            (line.name, line.returns[Stage.POST_COURSE]) for line in lines if Stage.POST_COURSE in line.returns
        ),
        total=rules.returns_of(issued_rows),
        mean_rates=rules.mean_return_rates(issued_rows),
        stages=Stage,
        norm=rules.NORM,
        address_of=_address_of,
    )


@bp.get("/evaluation/courses/<int:course_id>")
@open_to(TRAINING_TEAM)
@linked_from("course", "What it changed")
def course(course_id: int) -> ResponseReturnValue:
    return _results(Dimension.COURSE, str(course_id))


@bp.get("/evaluation/sessions/<int:session_id>")
@open_to(TRAINING_TEAM)
def session(session_id: int) -> ResponseReturnValue:
    return _results(Dimension.SESSION, str(session_id))


@bp.get("/evaluation/results/<any(everything, trainer, strand, week, agency, sector):of>/<key>")
@open_to(TRAINING_TEAM)
def part(of: str, key: str) -> ResponseReturnValue:
    return _results(Dimension(of), key)


def _results(of: Dimension, key: str) -> ResponseReturnValue:
    """All that one part of the programme, or of its people, answered in a period."""
    period = _period_of(of, key)
    scope = Scope(period.since, period.until, of, key)
    name = found(queries_lines.name_of(scope))
    responses = queries.response_set(scope, at=clock.now())
    wrote = evaluation_scope.answers_of_course(scope)
    returns = rules.returns_of(responses.issued_rows)
    return render_template(
        "evaluation/results/results.html",
        scope=scope,
        name=name,
        period=period,
        years=years_with_sessions(),
        issued_rows=responses.issued_rows,
        kirkpatrick_levels=rules_kirkpatrick.kirkpatrick_levels(
            responses,
            evidence=evidence.count_of_results(scope.id, period.since, period.until)
            if of is Dimension.COURSE
            else None,
        ),
        shares=comments.theme_shares(wrote) if wrote else None,
        quotes=comments.quotes(wrote) if wrote else [],
        returns=returns,
        rates=rules.return_rates((stage.heading, each) for stage, each in returns.items()),
        matched=rules.matched_measures(responses),
        spreads={stage: rules.spreads(responses, stage) for stage in Stage},
        sessions=queries_lines.result_lines(rules_grouping.grouped(responses.issued_rows, Dimension.SESSION, {}))
        if of in (Dimension.COURSE, Dimension.TRAINER)
        else [],
        stages=Stage,
        norm=rules.NORM,
        in_words=rules_kirkpatrick.in_words,
        address_of=_address_of,
        kinds=Dimension,
    )


def _period_of(of: Dimension, key: str) -> Period:
    """A session is in its own year, whatever is asked for; so is a Learning Week."""
    whole = queries_lines.period_of(Scope(clock.today(), clock.today(), of, key))
    return whole or asked_period(all_asked(), clock.today())


def _address_of(line: queries_lines.ResultLine, period: Period) -> str | None:
    """The page of a line; what isn't known, and the Learning Weeks together, have none."""
    if line.key in (None, rules_grouping.IN_A_WEEK):
        return None
    view = {Dimension.COURSE: "evaluation_results.course", Dimension.SESSION: "evaluation_results.session"}.get(
        line.of, "evaluation_results.part"
    )
    by_id = {Dimension.COURSE: {"course_id": line.key}, Dimension.SESSION: {"session_id": line.key}}
    values: dict[str, Any] = by_id.get(line.of) or {"of": line.of.value, "key": line.key}
    return url_for(view, **(values | period.in_address))
