"""What may be published, and what trainers and agencies see: no figure of fewer than five people."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.people import queries as people
from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.core.roles import TRAINING_TEAM, Role
from app.evaluation.cutoff import FEWEST
from app.evaluation.publishing import pages, queries, rules
from app.evaluation.results.rules import NORM
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
    return _page(rules.EVERYBODY, title="Results to publish", kind="everybody")


@bp.get("/evaluation/published.csv")
@open_to(TRAINING_TEAM)
def publishable_csv() -> ResponseReturnValue:
    """A line a figure and group; numbers are numbers."""
    period = _year_asked()
    publication = queries.published(period)
    rows = pages.as_rows(publication, queries.publication_lines(publication))
    return as_download(as_csv(pages.HEADER, rows), f"evaluation-{period.year}.csv", CSV)


@bp.get("/evaluation/of-my-sessions")
@open_to(TRAINERS)
@in_navigation("What changed", TRAINERS)
def of_my_sessions() -> ResponseReturnValue:
    """A trainer's own sessions, beside what everybody may see of their courses."""
    taught = frozenset(trainers.sessions_taught(signed_in_user().email))
    return _page(rules.Reader(session_ids=taught), title="What my sessions changed", kind="trainer")


@bp.get("/evaluation/of-my-agency")
@open_to(LEADS)
@page_of("what changed in my agency")
def of_my_agency() -> ResponseReturnValue:
    """An agency's own people, beside what everybody may see of the courses they came to."""
    own = signed_in_user().agency
    reader = rules.Reader(agency_ids=frozenset(people.family(own)) if own else frozenset())
    return _page(reader, title="What training changed for us", kind="agency")


def _page(reader: rules.Reader, *, title: str, kind: str) -> ResponseReturnValue:
    period = _year_asked()
    publication = queries.published(period, reader)
    return render_template(
        "evaluation/publishing/published.html",
        title=title,
        kind=kind,
        lines=queries.publication_lines(publication),
        tables=pages.publication_tables(publication),
        bases=[pages.basis_in_words(each, at=clock.now()) for each in queries.stage_bases(period)],
        fewest=FEWEST,
        fewest_for_interval=rules.FEWEST_FOR_INTERVAL,
        period=period,
        years=years_with_sessions(),
        norm=NORM,
    )


def _year_asked() -> Period:
    """Whole programme years alone; unless one is asked for, the latest of which anything is settled."""
    return asked_period({"year": words_asked("year")}, queries.latest_settled() or clock.today())
