"""Certificates: by the mailed link, and verified by whoever holds a code."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import links
from app.core.links import opened_by_mail
from app.elearning.queries import completion_by_certificate
from app.http.asking import words_asked
from app.records.certificates import papers, queries, rules
from app.records.certificates.models import Certificate
from app.web.access import EVERYONE, found, open_to
from app.web.navigation import page_of

bp = Blueprint("records_certificates", __name__)


@bp.get("/certificates")
@open_to(EVERYONE)
@page_of("certificates")
def certificates() -> ResponseReturnValue:
    """A form for the code; there is no list."""
    typed = rules.code_from(words_asked("code"))
    if typed:
        return redirect(url_for("records_certificates.certificate", code=typed))
    return _for_nobody_else(render_template("records/certificates/certificates.html", is_unknown=False))


@bp.get("/certificates/<code>")
@open_to(EVERYONE)
def certificate(code: str) -> ResponseReturnValue:
    """Case, spaces and dashes don't matter. A code that there isn't says no more than that."""
    known = queries.certificate_by_code(rules.code_from(code))
    if known is None and (completion := completion_by_certificate(rules.code_from(code))):
        return _for_nobody_else(render_template("records/certificates/completion.html", completion=completion))
    if known is None:
        return _for_nobody_else(render_template("records/certificates/certificates.html", is_unknown=True), 404)
    return _for_nobody_else(_page("records/certificates/certificate.html", known))


@bp.get("/certificates/mine/<token>")
@open_to(EVERYONE)
@opened_by_mail("certificate")
def my_certificate(token: str) -> ResponseReturnValue:
    mine = _of_link(token)
    return _for_nobody_else(_page("records/certificates/my_certificate.html", mine, token=token))


@bp.get("/certificates/mine/<token>/certificate.pdf")
@open_to(EVERYONE)
def my_certificate_pdf(token: str) -> ResponseReturnValue:
    mine = _of_link(token)
    return papers.certificate_paper(found(mine if mine.is_valid else None))


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
        dates=rules.dates_in_words(session.days),
        minutes=sum(session.minutes_per_day),
        delivery=rules.delivery_in_words(session.delivery),
        **more,
    )


def _for_nobody_else(page: str, status: int = 200) -> Response:
    """Kept out of search engines and caches: only someone holding the code or the link sees it."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response
