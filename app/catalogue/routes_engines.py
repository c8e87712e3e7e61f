"""What search engines ask for: which pages they may read, and where these are."""

from flask import Response
from flask.typing import ResponseReturnValue

from app.catalogue import pages, queries
from app.catalogue.routes import bp
from app.catalogue.rules_engines import as_sitemap, robots
from app.core import clock, links
from app.http.kept_pages import same_for_everybody
from app.programme.learning_weeks import queries as learning_weeks
from app.web.access import EVERYONE, open_to
from app.web.navigation import public_url_of


@bp.get("/robots.txt")
@open_to(EVERYONE)
@same_for_everybody
def robots_txt() -> ResponseReturnValue:
    return Response(robots(sitemap=links.url("/sitemap.xml")), mimetype="text/plain")


@bp.get("/sitemap.xml")
@open_to(EVERYONE)
@same_for_everybody
def sitemap() -> ResponseReturnValue:
    """Sessions to come, courses, Learning Weeks to come, e-learning, and what stands in the foot of every page."""
    week = learning_weeks.next_learning_week(on=clock.today())
    addresses = [
        *map(public_url_of, ("programme", "lunchtime sessions", "e-learning", "annual reports", "contact", "help")),
        *(public_url_of("Learning Week", week_id=each.id) for each in [week] if each),
        *(public_url_of("course", course_id=course.id) for course in queries.courses_on_show()),
        *(public_url_of("e-learning course", course_id=course.id) for course in pages.courses_at_any_time()),
        *(public_url_of("session", session_id=session.id) for session in queries.sessions_on_show(at=clock.now())),
    ]
    return Response(as_sitemap(addresses), mimetype="application/xml")
