"""What may be published, and what trainers and agencies see: no figure of fewer than five people."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM, Role
from app.evaluation.cutoff import ADDED_AFTER, FEWEST
from app.evaluation.publishing import queries, rules
from app.evaluation.publishing import queries_responses as results
from app.evaluation.publishing.rules_responses import ResponseSet
from app.evaluation.results.rules import NORM
from app.evaluation.scope import Scope
from app.files.documents import as_download
from app.files.spreadsheets import CSV, as_csv
from app.http.asking import words_asked
from app.programme.periods import Period, asked_period
from app.programme.queries_periods import years_with_sessions
from app.programme.trainers import queries as trainers
from app.web.access import open_to
from app.web.navigation import in_navigation, page_of

bp = Blueprint("evaluation_publishing", __name__)
TRAINERS, LEADS = frozenset({Role.TRAINER}), frozenset({Role.AGENCY_LEAD})


@bp.get("/evaluation/published")
@open_to(TRAINING_TEAM)
def publishable() -> ResponseReturnValue:
    """A year as everybody may see it."""
    return _page(rules.everybody(), title="Results to publish", kind="everybody")


@bp.get("/evaluation/published.csv")
@open_to(TRAINING_TEAM)
def publishable_csv() -> ResponseReturnValue:
    period = _year_asked()
    figures = rules.publication(_gathered(period), rules.everybody())
    columns = [(table, figure) for table in queries.publication_tables(figures) for figure in table.figures]
    header = ["Group", *(f"{table.title}: {figure.name}" for table, figure in columns)]
    lines = [
        [line.name, *(table.cell(figure, line) for table, figure in columns)]
        for line in queries.publication_lines(figures)
    ]
    return as_download(as_csv(header, lines), f"evaluation-{period.year}.csv", CSV)


@bp.get("/evaluation/of-my-sessions")
@open_to(TRAINERS)
@in_navigation("What changed", TRAINERS)
def of_my_sessions() -> ResponseReturnValue:
    """A trainer's own sessions, beside what everybody may see of their courses."""
    taught = frozenset(trainers.sessions_taught(signed_in_user().email))
    return _page(rules.a_trainer(taught), title="What my sessions changed", kind="trainer")


@bp.get("/evaluation/of-my-agency")
@open_to(LEADS)
@page_of("what changed in my agency")
def of_my_agency() -> ResponseReturnValue:
    """An agency's own people, beside what everybody may see of the courses they came to."""
    own = signed_in_user().agency
    return _page(
        rules.an_agency(people.family(own) if own else frozenset()), title="What training changed for us", kind="agency"
    )


def _page(reader: rules.Reader, *, title: str, kind: str) -> ResponseReturnValue:
    period = _year_asked()
    figures = rules.publication(_gathered(period), reader)
    return render_template(
        "evaluation/publishing/published.html",
        title=title,
        kind=kind,
        lines=queries.publication_lines(figures),
        tables=queries.publication_tables(figures),
        fewest=FEWEST,
        period=period,
        years=years_with_sessions(),
        norm=NORM,
        weeks={str(stage): added_after.days // 7 for stage, added_after in ADDED_AFTER.items()},
    )


def _year_asked() -> Period:
    """Whole programme years alone: figures of any dates could be subtracted from each other."""
    return asked_period({"year": words_asked("year")}, rules.last_quarter_added(clock.today()))


def _gathered(period: Period) -> ResponseSet:
    return results.response_set(Scope(period.since, period.until), at=clock.now())
