"""The programme on other people's pages: as JSON with its description, and as a list inside a frame."""

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from app.booking import queries as booking
from app.catalogue import queries
from app.catalogue.forms import LONGEST_SEARCH, STRANDS, Problem, filters_from, problems_in
from app.catalogue.routes import address_of, bp
from app.catalogue.rules_api import as_json, description
from app.core import clock, links
from app.core.errors import problem
from app.http.asking import all_asked
from app.http.kept_pages import same_for_everybody
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails
from app.settings.rules_programme import EmbeddedList
from app.web.access import EVERYONE, open_to
from app.web.paging import page_asked_for, part_of

IN_A_FRAME = 20
"""Sessions on one page of the list."""


@bp.get("/api/v1/sessions")
@open_to(EVERYONE)
@same_for_everybody
def api_sessions() -> ResponseReturnValue:
    """Published sessions to come, with the page's filters; docs/api.md describes it."""
    asked, now = all_asked(), clock.now()
    if problems := problems_in(asked):
        return _says_no(problems)
    filters = filters_from(asked)
    sessions = queries.sessions_to_come(filters, at=now)
    places = booking.availability(sessions, at=now)
    fitting = [session for session in sessions if filters.fits(session, places[session.id])]
    return _for_any_website(jsonify(sessions=[as_json(s, places[s.id], address=address_of(s)) for s in fitting]))


@bp.get("/api/openapi.json")
@open_to(EVERYONE)
@same_for_everybody
def api_description() -> ResponseReturnValue:
    """What there is to ask and what is answered, for programs that write programs."""
    told = description(
        server=links.url("/").rstrip("/"),
        title=f"Training programme: {settings.current(PartnershipDetails).name}",
        strands_asked=STRANDS,
        longest_search=LONGEST_SEARCH,
    )
    return _for_any_website(jsonify(told))


@bp.get("/embed")
@open_to(EVERYONE)
@same_for_everybody
def embedded() -> ResponseReturnValue:
    """The list of sessions with the programme page's filters, for a frame on the partnership's website. No script.

    A filter that can't be read is said in the frame: whoever writes the address sees it before anybody else does.
    """
    asked, now = all_asked(), clock.now()
    asked.poplist("page")
    filters, problems = filters_from(asked), problems_in(asked)
    sessions = [] if problems else queries.sessions_to_come(filters, at=now)
    places = booking.availability(sessions, at=now)
    fitting = [session for session in sessions if filters.fits(session, places[session.id])]
    shown = part_of(fitting, page=page_asked_for(), per_page=IN_A_FRAME)
    page = render_template(
        "catalogue/embedded.html", shown=shown, places=places, asked=filters.in_an_address, problems=problems
    )
    response = Response(page, status=400 if problems else 200)
    response.headers["Content-Security-Policy"] = _policy_of_the_frame(settings.current(EmbeddedList).addresses)
    return response


def _policy_of_the_frame(websites: list[str]) -> str:
    """Our stylesheet and typeface, and nothing that runs; nobody's page shows it but these websites' and our own."""
    may_show_it = " ".join(["'self'", *websites])
    return (
        f"default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {may_show_it}"
    )


def _says_no(problems: list[Problem]) -> Response:
    """Which filter, and why."""
    told = "; ".join(f"{each.parameter}: {each.detail}" for each in problems)
    errors = [{"parameter": each.parameter, "detail": each.detail} for each in problems]
    return problem(400, "A filter can’t be read", told, errors=errors)


def _for_any_website(response: Response) -> Response:
    """Scripts of any website may read it: it is public. Without credentials, so nobody's cookie counts there."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
