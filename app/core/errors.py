"""How Coursebook says no: named refusals, error pages, and plain words on the command line."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click
from flask import Flask, Response, current_app, render_template, request
from flask.cli import with_appcontext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException

from app.core.logs import current_trace

FOR_PROGRAMS = "/api"
"""What begins so is read by programs: a page would tell them nothing."""

PROBLEM = "application/problem+json"

P = ParamSpec("P")
R = TypeVar("R")


class Refusal(Exception):
    """A named no. Its message is written for the person who reads it.

    `field` names the form field that it is about, if it is about one.
    `keeps_work` is for the few refusals that must be remembered (a wrong code counts as a try):
    the command commits what it wrote before it raises.
    """

    message = "That can't be done."
    field: str | None = None
    keeps_work = False

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.message
        super().__init__(self.message)


def install(app: Flask) -> None:
    """Register the error pages."""
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _page_for)
    app.register_error_handler(Refusal, _refused)
    for gone in (ObjectDeletedError, StaleDataError):
        app.register_error_handler(gone, _gone_meanwhile)


def _page_for(error: HTTPException) -> tuple[str, int] | Response:
    code = error.code or 500
    if request.path.startswith(FOR_PROGRAMS):
        return problem(code, error.name, error.description or error.name, headers=error.get_headers())
    if code >= 500:
        return _without_the_database(), code
    return render_template(f"errors/{code if code in (403, 404, 413) else 400}.html"), code


def problem(code: int, title: str, detail: str, *, headers: Iterable[tuple[str, str]] = (), **more: Any) -> Response:
    """A no that programs read (RFC 9457), on any website. Of the headers those stay that say what is allowed."""
    told = {"type": "about:blank", "title": title, "status": code, "detail": detail, **more}
    response = Response(current_app.json.dumps(told), status=code, mimetype=PROBLEM)
    response.headers.extend((name, value) for name, value in headers if name == "Allow")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _without_the_database() -> str:
    """The page for our own faults asks nothing of the database: that may be what failed. It tells the number by
    which the logs know what happened."""
    return current_app.jinja_env.get_template("errors/500.html").render(trace=current_trace())


def _form_expired(error: CSRFError) -> tuple[str, int]:
    return render_template("errors/form_expired.html"), 400


def _refused(refusal: Refusal) -> tuple[str, int]:
    """A refusal that no form was there to show."""
    return render_template("errors/refused.html", message=refusal.message), 409


def _gone_meanwhile(error: ObjectDeletedError | StaleDataError) -> tuple[str, int]:
    """Two people worked on one record, and the other removed it first."""
    return render_template("errors/refused.html", message="Somebody else has just removed this."), 409


def in_plain_words(run: Callable[P, R]) -> Callable[P, R]:
    """Run in the application's context; refusals and an unready database are one line on stderr, exit 1."""

    @wraps(run)
    def command(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return run(*args, **kwargs)
        except Refusal as refusal:
            raise click.ClickException(refusal.message) from refusal
        except DBAPIError as error:
            raise click.ClickException(
                "The database can't be used: "
                f"{str(error.orig).splitlines()[0]}. "
                "If it is new, run: flask --app wsgi db upgrade"
            ) from error

    return with_appcontext(command)
