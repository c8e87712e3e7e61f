"""What the answers show, for the training team: everything divided, and each part of it on a page."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.roles import TRAINING_TEAM
from app.evaluation import scope as evaluation_scope
from app.evaluation.comments import queries as comments
from app.evaluation.evidence import queries as evidence
from app.evaluation.models_issued import AnswerMode
from app.evaluation.results import (
    queries_answers,
    queries_lines,
    queries_returns,
    rules,
    rules_grouping,
    rules_kirkpatrick,
    rules_sections,
)
from app.evaluation.scope import Dimension, Scope
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules import note_on_many
from app.http.asking import all_asked, words_asked
from app.programme.periods import Period, asked_period
from app.programme.queries_periods import years_with_sessions
from app.web.access import found, open_to
from app.web.navigation import in_navigation, linked_from
from app.web.paging import page_asked_for, part_of

LINES_A_PAGE = 60

bp = Blueprint("evaluation_results", __name__)


@bp.get("/evaluation")
@open_to(TRAINING_TEAM)
@in_navigation("Evaluation", TRAINING_TEAM)
def courses() -> ResponseReturnValue:
    """Who answered, divided by course unless something else is asked for."""
    period = asked_period(all_asked(), clock.today())
    by = next((each for each in rules.DIVISIONS if each == words_asked("by")), Dimension.COURSE)
    scope, at = Scope(period.since, period.until), clock.now()
    of_courses = queries_returns.returns_of_courses(scope, at=at)
    parts = queries_returns.returns_by_part(scope, by, of_courses, at=at)
    planned, apart = queries_lines.planned_and_apart(queries_lines.result_lines(parts), of_courses)
    lines = part_of(planned, page=page_asked_for(), per_page=LINES_A_PAGE)
    return render_template(
        "evaluation/results/courses.html",
        period=period,
        by=by,
        divisions=rules.DIVISIONS,
        years=years_with_sessions(),
        lines=lines,
        apart=apart,
        rates=rules.return_rates(
            (line.name, line.returns[Stage.POST_COURSE]) for line in lines.items if Stage.POST_COURSE in line.returns
        ),
        total=queries_returns.pooled_returns(of_courses),
        mean_rates=rules.mean_return_rates(queries_returns.planned_returns(of_courses)),
        stages=Stage,
        norm=rules.NORM,
        address_of=address_of,
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
    results = queries_answers.results_of(scope, at=clock.now())
    wrote = evaluation_scope.answers_of_course(scope)
    shares = comments.theme_shares(wrote) if wrote else None
    sessions = queries_lines.sessions_of(scope, at=clock.now())
    return render_template(
        "evaluation/results/results.html",
        scope=scope,
        name=name,
        period=period,
        years=years_with_sessions(),
        results=results,
        kirkpatrick_levels=rules_kirkpatrick.kirkpatrick_levels(
            results,
            evidence=evidence.count_of_results(scope.id, period.since, period.until)
            if of is Dimension.COURSE
            else None,
        ),
        sections=rules_sections.sections(results, has_comments=bool(shares and shares.comments), lines=len(sessions)),
        tables={stage: rules_sections.spread_tables(spreads) for stage, spreads in results.spreads.items()},
        shares=shares,
        quotes=comments.quotes(wrote) if wrote else [],
        rates=rules.return_rates((stage.heading, each) for stage, each in results.returns.items()),
        sessions=sessions,
        strips=results.strips,
        many=note_on_many(results.comparisons),
        stages=Stage,
        norm=rules.NORM,
        address_of=address_of,
        modes=results.modes,
        kinds_of_mode=AnswerMode,
    )


def _period_of(of: Dimension, key: str) -> Period:
    """A session is in its own year, whatever is asked for; so is a Learning Week."""
    whole = queries_lines.period_of(Scope(clock.today(), clock.today(), of, key))
    return whole or asked_period(all_asked(), clock.today())


def address_of(line: queries_lines.ResultLine, period: Period) -> str | None:
    """The page of a line; what isn't known, and the Learning Weeks together, have none."""
    if line.key in (None, rules_grouping.IN_A_WEEK):
        return None
    view = {Dimension.COURSE: "evaluation_results.course", Dimension.SESSION: "evaluation_results.session"}.get(
        line.of, "evaluation_results.part"
    )
    by_id = {Dimension.COURSE: {"course_id": line.key}, Dimension.SESSION: {"session_id": line.key}}
    values: dict[str, Any] = by_id.get(line.of) or {"of": line.of.value, "key": line.key}
    return url_for(view, **(values | period.in_address))
