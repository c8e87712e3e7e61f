"""What may be published, and what trainers and agencies see: no figure of fewer than five people."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import open_to, signed_in_user
from app.accounts.queries import family
from app.documents import as_download
from app.evaluation import queries
from app.evaluation.manage.blueprint import bp
from app.evaluation.rules import (
    ADDED_AFTER,
    FEWEST,
    NORM,
    Gathered,
    Reader,
    Scope,
    a_trainer,
    an_agency,
    everybody,
    last_quarter_added,
    published,
)
from app.programme.queries import sessions_taught, years_with_sessions
from app.programme.rules import Period, asked_period
from app.roles import TRAINING_TEAM, Role
from app.spreadsheets import CSV, as_csv

TRAINERS, LEADS = frozenset({Role.TRAINER}), frozenset({Role.AGENCY_LEAD})


@bp.get("/published")
@open_to(TRAINING_TEAM)
def publishable() -> ResponseReturnValue:
    """A year as everybody may see it."""
    return _page(everybody(), title="Results to publish", kind="everybody")


@bp.get("/published.csv")
@open_to(TRAINING_TEAM)
def publishable_csv() -> ResponseReturnValue:
    period = _year_asked()
    figures = published(_gathered(period), everybody())
    columns = [(table, figure) for table in queries.shown_tables(figures) for figure in table.figures]
    header = ["Group", *(f"{table.title}: {figure.name}" for table, figure in columns)]
    lines = [
        [line.name, *(table.cell(figure, line) for table, figure in columns)] for line in queries.shown_lines(figures)
    ]
    return as_download(as_csv(header, lines), f"evaluation-{period.year}.csv", CSV)


@bp.get("/of-my-sessions")
@open_to(TRAINERS)
def of_my_sessions() -> ResponseReturnValue:
    """A trainer's own sessions, beside what everybody may see of their courses."""
    taught = frozenset(sessions_taught(signed_in_user().email))
    return _page(a_trainer(taught), title="What my sessions changed", kind="trainer")


@bp.get("/of-my-agency")
@open_to(LEADS)
def of_my_agency() -> ResponseReturnValue:
    """An agency's own people, beside what everybody may see of the courses they came to."""
    own = signed_in_user().agency
    return _page(an_agency(family(own) if own else frozenset()), title="What training changed for us", kind="agency")


def _page(reader: Reader, *, title: str, kind: str) -> ResponseReturnValue:
    period = _year_asked()
    figures = published(_gathered(period), reader)
    return render_template(
        "evaluation/published.html",
        title=title,
        kind=kind,
        lines=queries.shown_lines(figures),
        tables=queries.shown_tables(figures),
        fewest=FEWEST,
        period=period,
        years=years_with_sessions(),
        norm=NORM,
        weeks={str(stage): added_after.days // 7 for stage, added_after in ADDED_AFTER.items()},
    )


def _year_asked() -> Period:
    """Whole programme years alone: figures of any dates could be subtracted from each other."""
    return asked_period({"year": request.args.get("year", "")}, last_quarter_added(clock.today()))


def _gathered(period: Period) -> Gathered:
    return queries.gathered(Scope(period.since, period.until), at=clock.now())
