"""Closed by default: a view opens only to those it names."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, has_request_context, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.database import Base
from app.core.roles import Role
from app.http.asking import address_asked
from app.http.kept_parts import IS_FOR_VISITORS

T = TypeVar("T")
View = TypeVar("View", bound=Callable[..., Any])
EVERYONE = frozenset({"everyone"})
SIGNED_IN = frozenset(Role)


def open_to(roles: frozenset[Any]) -> Callable[[View], View]:
    """Declare who may open a view: EVERYONE, SIGNED_IN or a set of roles."""

    def declare(view: View) -> View:
        view.open_to = roles  # type: ignore[attr-defined]
        return view

    return declare


def may_open(role: Role | None, view: Callable[..., Any]) -> bool:
    """Whether a view is open to somebody of a role, or to somebody who isn't signed in."""
    roles: frozenset[Any] = getattr(view, "open_to", frozenset())
    return roles == EVERYONE or role in roles


def is_for_visitors() -> bool:
    """Whether what is asked for now is open to everybody who is signed in, or to everybody; no job is."""
    view = current_app.view_functions.get(request.endpoint or "") if has_request_context() else None
    return getattr(view, "open_to", None) in (EVERYONE, SIGNED_IN)


def proved_again(view: View) -> View:
    """Declare that a view asks for proof of who is there once more, where the last is older than some minutes.

    For what can't be undone, or shows a great deal: merging, erasing, exporting people, giving roles.
    """
    view.proved_again = True  # type: ignore[attr-defined]
    return view


def needs_no_form_token(view: View) -> View:
    """Declare that a view's button works without the hidden token of our forms: its address is itself the proof, and
    holds a token that was mailed to the reader, so that nobody can lure another person's browser to it. A mail provider
    that unsubscribes its reader with one click (RFC 8058) has neither our cookie nor our form."""
    view.needs_no_form_token = True  # type: ignore[attr-defined]
    return view


def signed_in_record() -> Base:
    """Whoever is signed in, for views that only someone signed in can open.

    Above the accounts, ask for the person instead: `accounts.signed_in.signed_in_user`.
    """
    record: Base = current_user._get_current_object()
    return record


def client_address() -> str:
    """The network address that a request comes from; empty for this machine, which may be an undeclared proxy."""
    address = request.remote_addr or ""
    return "" if address in ("127.0.0.1", "::1") else address


def found(record: T | None) -> T:
    """The record, or the 404 page where there is none."""
    return record if record is not None else abort(404)


def install(app: Flask) -> None:
    open_to(EVERYONE)(app.view_functions["static"])
    app.before_request(_gate)
    app.extensions[IS_FOR_VISITORS] = is_for_visitors
    for view in app.view_functions.values():
        if getattr(view, "needs_no_form_token", False):
            app.extensions["csrf"].exempt(view)


def _gate() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such address: the 404 page follows
    roles: frozenset[Any] = getattr(current_app.view_functions[request.endpoint], "open_to", frozenset())
    if roles == EVERYONE:
        return None
    if not current_user.is_authenticated:
        back = address_asked() if request.method == "GET" else None
        return redirect(url_for("accounts_signing_in.sign_in", next=back))
    if current_user.role not in roles:
        abort(403)
    return None
