"""Certificates: by the mailed link, and verified by whoever holds a code."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import links
from app.access import EVERYONE, found, open_to
from app.records import queries
from app.records.models import Certificate
from app.records.papers import certificate_paper
from app.records.routes.blueprint import bp
from app.records.rules import code_from, dates_in_words, delivery_in_words


@bp.get("/certificates")
@open_to(EVERYONE)
def certificates() -> ResponseReturnValue:
    """A form for the code; there is no list."""
    typed = code_from(request.args.get("code", ""))
    if typed:
        return redirect(url_for("records.certificate", code=typed))
    return _for_nobody_else(render_template("records/certificates.html", is_unknown=False))


@bp.get("/certificates/<code>")
@open_to(EVERYONE)
def certificate(code: str) -> ResponseReturnValue:
    """Case, spaces and dashes don't matter. A code that there isn't says no more than that."""
    known = queries.certificate_by_code(code_from(code))
    if known is None:
        return _for_nobody_else(render_template("records/certificates.html", is_unknown=True), 404)
    return _for_nobody_else(_page("records/certificate.html", known))


@bp.get("/certificates/mine/<token>")
@open_to(EVERYONE)
def my_certificate(token: str) -> ResponseReturnValue:
    mine = _of_link(token)
    return _for_nobody_else(_page("records/my_certificate.html", mine, token=token))


@bp.get("/certificates/mine/<token>/certificate.pdf")
@open_to(EVERYONE)
def my_certificate_pdf(token: str) -> ResponseReturnValue:
    mine = _of_link(token)
    return certificate_paper(found(mine if mine.is_valid else None))


def _of_link(token: str) -> Certificate:
    try:
        return found(queries.certificate(links.read_token("certificate", token).record))
    except links.BadToken:
        return abort(404)


def _page(template: str, certificate: Certificate, **more: str) -> str:
    session = certificate.booking.session
    return render_template(
        template,
        certificate=certificate,
        session=session,
        dates=dates_in_words(session.days),
        minutes=sum(session.minutes_per_day),
        delivery=delivery_in_words(session.delivery),
        **more,
    )


def _for_nobody_else(page: str, status: int = 200) -> Response:
    """Kept out of search engines and caches: only someone holding the code or the link sees it."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response
