"""Parts of a page that many see alike, kept for a second: for those who are signed in, whose pages are kept nowhere."""

from collections.abc import Callable, Hashable

from flask import Flask, current_app, request
from markupsafe import Markup

from app.http.shelf import Shelf

_KEPT = "kept parts"


def install(app: Flask) -> None:
    app.extensions[_KEPT] = Shelf[Markup](app.config["KEEP_PAGES"])


def kept_part(key: Hashable, make: Callable[[], str]) -> Markup:
    """What `make` makes, which depends on nothing but the key: whatever is anybody's own must be in it.

    No inline style or script can be in it: their digests belong to the page that made it.
    """
    shelf: Shelf[Markup] = current_app.extensions[_KEPT]
    return shelf.get((request.script_root, key), lambda: Markup(make())) or Markup()  # noqa: S704 (a template made it)
