"""Kept for a second for those who are signed in: facts, and pages with gaps for what is the reader's own.

A page with gaps is kept under its address, the reader's role and a key, which says in kind whatever else it depends on.
Whose it is stands in no kept page: a name and a form's token are put into the gaps for each who asks. Strangers' pages
are kept whole (`kept_pages`), and not here too: a second in each would be two.
"""

import secrets
from collections.abc import Callable, Hashable
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar, cast

from flask import Flask, current_app, g, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import escape

from app.http import headers
from app.http.asking import whole_address
from app.http.kept_pages import LARGEST_KEPT, OLDEST_FACT, as_of, began
from app.http.shelf import Shelf

P = ParamSpec("P")
T = TypeVar("T")

IS_FOR_VISITORS = "is for visitors"
"""By this name the application knows what tells whether the page that is asked for is open to everybody."""

_FACTS, _PAGES = "kept facts", "kept pages with gaps"
_MAKING = "making a page with gaps"

_GAP = secrets.token_hex(16)
"""Nobody can type it."""

_OWN: dict[str, Callable[[], str]] = {"form token": generate_csrf, "name": lambda: str(current_user.name)}


class PageWithGaps(NamedTuple):
    """`inline` is what its policy must allow (app/http/headers.py)."""

    text: str
    inline: headers.Inline


def install(app: Flask) -> None:
    app.extensions[_FACTS] = Shelf[object](app.config["KEEP_PAGES"])
    app.extensions[_PAGES] = Shelf[PageWithGaps](app.config["KEEP_PAGES"])
    app.jinja_env.globals.update(own_name=own_name, csrf_token=form_token)
    app.context_processor(lambda: {"csrf_token": form_token})  # in the place of Flask-WTF's own


def kept_fact(key: Hashable, find: Callable[[], T]) -> T:
    """What `find` finds, which depends on nothing but the key. A record is no fact: it belongs to its request.

    A page that is made after it in the same request is no younger."""
    shelf: Shelf[object] = current_app.extensions[_FACTS]
    kept = shelf.take(key, find, oldest_part=lambda: began(request.environ))
    request.environ[OLDEST_FACT] = min(kept.made_at, as_of(request.environ))
    return cast("T", kept.what)


def kept_for_visitors(find: Callable[P, T]) -> Callable[P, T]:
    """For a read of facts that hardly ever change: on a page for visitors they may be a second old. The office and all
    that runs without a page read them anew."""

    @wraps(find)
    def kept(*args: P.args, **kwargs: P.kwargs) -> T:
        is_for_visitors: Callable[[], bool] = current_app.extensions[IS_FOR_VISITORS]
        if not is_for_visitors():
            return find(*args, **kwargs)
        return kept_fact((find, args, *kwargs.items()), lambda: find(*args, **kwargs))

    return kept


def page_with_gaps(key: Hashable | None, make: Callable[[], str]) -> str:
    """The page that `make` makes; for somebody signed in, from what is kept. Without a key it is made for them alone,
    and so is one that tells them what has just happened."""
    if key is None or "_flashes" in session or not current_user.is_authenticated:
        return make()
    made: list[PageWithGaps] = []

    def anew() -> PageWithGaps | None:
        made.append(_made(make))
        return None if len(made[0].text) > LARGEST_KEPT or _names_the_reader(made[0].text) else made[0]

    shelf: Shelf[PageWithGaps] = current_app.extensions[_PAGES]
    kept = shelf.take((whole_address(), current_user.role, key), anew, oldest_part=lambda: as_of(request.environ))
    page = kept.what or made[0]
    headers.allow_inline(page.inline)
    return _filled(page.text)


def own_name() -> str:
    """On a page: the reader's name, or the gap in which it will stand."""
    return _own("name")


def form_token() -> str:
    """The same of the token by which a form that is sent is known to be theirs."""
    return _own("form token")


def _own(what: str) -> str:
    return _gap(what) if g.get(_MAKING) else _OWN[what]()


def _gap(what: str) -> str:
    return f"{_GAP} {what} {_GAP}"


def _made(make: Callable[[], str]) -> PageWithGaps:
    setattr(g, _MAKING, True)
    try:
        return PageWithGaps(make(), headers.inline_so_far())
    finally:
        setattr(g, _MAKING, False)


def _names_the_reader(text: str) -> bool:
    """Whether something of theirs stands outside the gaps: then the page is theirs, and isn't kept."""
    theirs = (g.get("csrf_token"), getattr(current_user, "name", ""), getattr(current_user, "email", ""))
    return any(str(escape(each)) in text for each in theirs if each)


def _filled(text: str) -> str:
    for what, tell in _OWN.items():
        if (gap := _gap(what)) in text:
            text = text.replace(gap, str(escape(tell())))
    return text
