"""What the answers show, for the training team: everything divided, and each part of it on a page."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import found, open_to
from app.evaluation import queries
from app.evaluation.manage.blueprint import bp
from app.evaluation.models import Stage
from app.evaluation.rules import (
    DIVISIONS,
    IN_A_WEEK,
    NORM,
    Of,
    Scope,
    divided,
    in_words,
    ladder,
    matched,
    mean_rates,
    returns_of,
    spreads,
)
from app.programme.queries import years_with_sessions
from app.programme.rules import Period, asked_period
from app.roles import TRAINING_TEAM


@bp.get("")
@open_to(TRAINING_TEAM)
def courses() -> ResponseReturnValue:
    """Who answered, divided by course unless something else is asked for."""
    period = asked_period(request.args, clock.today())
    by = next((each for each in DIVISIONS if each == request.args.get("by")), Of.COURSE)
    sheets = queries.sheets(Scope(period.since, period.until), at=clock.now())
    return render_template(
        "evaluation/courses.html",
        period=period,
        by=by,
        divisions=DIVISIONS,
        years=years_with_sessions(),
        lines=queries.lines(divided(sheets, by, queries.trainers_of(sheets, by))),
        total=returns_of(sheets),
        mean_rates=mean_rates(sheets),
        stages=Stage,
        norm=NORM,
        address_of=_address_of,
    )


@bp.get("/courses/<int:course_id>")
@open_to(TRAINING_TEAM)
def course(course_id: int) -> ResponseReturnValue:
    return _results(Of.COURSE, str(course_id))


@bp.get("/sessions/<int:session_id>")
@open_to(TRAINING_TEAM)
def session(session_id: int) -> ResponseReturnValue:
    return _results(Of.SESSION, str(session_id))


@bp.get("/results/<any(everything, trainer, strand, week, agency, sector):of>/<key>")
@open_to(TRAINING_TEAM)
def part(of: str, key: str) -> ResponseReturnValue:
    return _results(Of(of), key)


def _results(of: Of, key: str) -> ResponseReturnValue:
    """All that one part of the programme, or of its people, answered in a period."""
    period = _period_of(of, key)
    scope = Scope(period.since, period.until, of, key)
    name = found(queries.name_of(scope))
    gathered = queries.gathered(scope, at=clock.now())
    wrote = queries.answers_of_course(scope)
    return render_template(
        "evaluation/results.html",
        scope=scope,
        name=name,
        period=period,
        years=years_with_sessions(),
        sheets=gathered.sheets,
        ladder=ladder(gathered, evidence=queries.count_of_results(scope.id) if of is Of.COURSE else None),
        shares=queries.theme_shares(wrote) if wrote else None,
        quotes=queries.quotes(wrote) if wrote else [],
        returns=returns_of(gathered.sheets),
        matched=matched(gathered),
        spreads={stage: spreads(gathered, stage) for stage in Stage},
        sessions=queries.lines(divided(gathered.sheets, Of.SESSION, {})) if of in (Of.COURSE, Of.TRAINER) else [],
        stages=Stage,
        norm=NORM,
        in_words=in_words,
        address_of=_address_of,
        kinds=Of,
    )


def _period_of(of: Of, key: str) -> Period:
    """A session is in its own year, whatever is asked for; so is a Learning Week."""
    whole = queries.period_of(Scope(clock.today(), clock.today(), of, key))
    return whole or asked_period(request.args, clock.today())


def _address_of(line: queries.Line, period: Period) -> str | None:
    """The page of a line; what isn't known, and the Learning Weeks together, have none."""
    if line.key in (None, IN_A_WEEK):
        return None
    view = {Of.COURSE: "evaluation.course", Of.SESSION: "evaluation.session"}.get(line.of, "evaluation.part")
    by_id = {Of.COURSE: {"course_id": line.key}, Of.SESSION: {"session_id": line.key}}
    values: dict[str, Any] = by_id.get(line.of) or {"of": line.of.value, "key": line.key}
    return url_for(view, **(values | period.in_address))
