"""Public pages, kept for a second: made once for everybody who asks meanwhile, whole and compressed.

A view declares that its page may be kept: for strangers, or for everybody. It is, where whoever asks has no cookie
of ours and is given none, so that nothing of anybody's can be in it; from a view that says the same to everybody the
cookie is withheld. Numbers of places are at most as old as the page, and counted anew by who books.
Only such pages are compressed here: they hold no secret that their length could tell.
"""

import contextlib
import gzip
import hashlib
import math
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header, parse_etags
from werkzeug.sansio.http import parse_cookie
from werkzeug.wsgi import ClosingIterator

from app.http.shelf import Shelf

P = ParamSpec("P")
R = TypeVar("R")

LARGEST_KEPT = 500_000
"""Bytes, or letters."""

_MAY_BE_KEPT = "coursebook.may_be_kept"

BEGAN = "coursebook.began"
"""In the environment of a request: when the application was asked. What it reads is as old as that at most: SQLite
shows a transaction how all was when it began, and a page may have read before it waited for another to make it."""

OLDEST_FACT = "coursebook.oldest_fact"
"""When the oldest was made that the request took from what is kept."""

_FOR_STRANGERS, _FOR_EVERYBODY = "kept_for_strangers", "same_for_everybody"
_COOKIE = "HTTP_COOKIE"
_COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg+xml")
_OF_TRACKING = re.compile(r"(?:^|(?<=&))(?:utm_\w+|fbclid|gclid|msclkid|mc_[ce]id)=[^&]*(?:&|$)")
"""What senders of newsletters add to an address: each reader's is another, and the page is the same."""
_OF_ONE_ANSWER = {"content-length", "x-request-id", "date", "vary", "etag"}


def began(environ: WSGIEnvironment) -> float:
    """In seconds of the monotonic clock, as the next."""
    return float(environ.setdefault(BEGAN, time.monotonic()))


def as_of(environ: WSGIEnvironment) -> float:
    """Since when what a request has found may have changed."""
    return min(began(environ), float(environ.get(OLDEST_FACT, math.inf)))


def kept_for_strangers(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that the page depends on nothing but its address, where nobody is signed in."""

    @wraps(view)
    def declared(*args: P.args, **kwargs: P.kwargs) -> R:
        request.environ[_MAY_BE_KEPT] = True
        return view(*args, **kwargs)

    setattr(declared, _FOR_STRANGERS, True)
    return declared


def same_for_everybody(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that the answer depends on nothing but its address, whoever asks: the view sees no cookie at all."""
    declared = kept_for_strangers(view)
    setattr(declared, _FOR_EVERYBODY, True)
    return declared


class KeptPages:
    """WSGI: answers from what is kept for so many `seconds`, or passes on to the application and keeps its answer."""

    def __init__(self, app: Flask, *, seconds: float, cookie: str) -> None:
        self._app, self._application, self._cookie = app, app.wsgi_app, cookie
        self._pages = Shelf[PublicPage](seconds)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or "HTTP_RANGE" in environ:
            return self._ask(environ, start_response)
        if self._has_our_cookie(environ):
            if not self._declares(environ, _FOR_EVERYBODY):
                return self._ask(environ, start_response)
            del environ[_COOKIE]
        environ["QUERY_STRING"] = _OF_TRACKING.sub("", environ.get("QUERY_STRING", "")).strip("&")
        address = tuple(environ.get(part, "") for part in ("HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"))
        if address not in self._pages and not self._declares(environ, _FOR_STRANGERS):
            return self._ask(environ, start_response)
        environ["REQUEST_METHOD"] = "GET"
        asked = _Asked(self._ask, environ)
        page = self._pages.take(address, asked.page, oldest_part=lambda: as_of(environ)).what
        answer = page.answer(environ, start_response) if page else asked.answer(start_response)
        return answer if method == "GET" else _without_its_body(answer)

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[BEGAN] = time.monotonic()
        return self._application(environ, start_response)

    def _has_our_cookie(self, environ: WSGIEnvironment) -> bool:
        said = environ.get(_COOKIE, "")
        return self._cookie in said and self._cookie in parse_cookie(said)

    def _declares(self, environ: WSGIEnvironment, what: str) -> bool:
        """Whether the view of this address is declared so."""
        try:
            endpoint, _ = self._app.url_map.bind("").match(environ["PATH_INFO"], "GET")
        except HTTPException:  # no such address: Flask says so
            return False
        return hasattr(self._app.view_functions[endpoint], what)


class _Asked:
    """The application, asked for one page: a page that may be kept, or an answer to be passed on as it is."""

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._application, self._environ = application, environ
        self._status, self._headers = "", list[tuple[str, str]]()
        self._body: Iterable[bytes] = []

    def page(self) -> "PublicPage | None":
        self._body = self._application(self._environ, self._start)
        if not self._may_be_kept():
            return None
        with contextlib.closing(ClosingIterator(self._body)) as parts:
            whole = b"".join(parts)
        self._body = [whole]
        return page_of(self._headers, whole) if len(whole) <= LARGEST_KEPT else None

    def answer(self, start_response: StartResponse) -> Iterable[bytes]:
        start_response(self._status, self._headers)
        return self._body

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        self._status, self._headers = status, headers
        return _write

    def _may_be_kept(self) -> bool:
        names = {name.lower(): value for name, value in self._headers}
        is_whole = self._status.startswith("200") and "content-encoding" not in names
        is_somebodys = "set-cookie" in names or "no-store" in names.get("cache-control", "")
        return bool(self._environ.get(_MAY_BE_KEPT)) and is_whole and not is_somebodys


def _without_its_body(answer: Iterable[bytes]) -> Iterable[bytes]:
    """For a HEAD: the headers are those of a GET."""
    ClosingIterator(answer).close()
    return []


def _write(part: bytes) -> object:
    raise NotImplementedError("no application of ours writes by the callable of PEP 3333")


@dataclass(frozen=True)
class PublicPage:
    """An answer to anybody: plain and, where that is worth it, compressed."""

    headers: list[tuple[str, str]]
    plain: bytes
    compressed: bytes | None
    etag: str

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Compressed for whoever reads that; nothing but headers for whoever has the same page already."""
        if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(self.etag):
            start_response("304 Not Modified", self.headers)
            return []
        body, encoding = self.plain, list[tuple[str, str]]()
        if self.compressed is not None and _reads_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            body, encoding = self.compressed, [("Content-Encoding", "gzip")]
        start_response("200 OK", [*self.headers, *encoding, ("Content-Length", str(len(body)))])
        return [body]


@lru_cache(maxsize=100)
def _reads_gzip(accepted: str) -> bool:
    """RFC 9110 12.5.3."""
    return parse_accept_header(accepted).quality("gzip") > 0


def page_of(said: list[tuple[str, str]], body: bytes) -> PublicPage:
    """What an application answered, as it is kept. Whoever has it asks each time whether it still stands, unless the
    application says otherwise."""
    names = {name.lower(): value for name, value in said}
    etag = hashlib.sha256(body).hexdigest()[:20]
    headers = [(name, value) for name, value in said if name.lower() not in _OF_ONE_ANSWER]
    headers += [] if "cache-control" in names else [("Cache-Control", "no-cache")]
    is_everybodys = "public" in names.get("cache-control", "")
    varies = "Accept-Encoding" if is_everybodys else "Accept-Encoding, Cookie"
    headers += [("Vary", varies), ("ETag", f'W/"{etag}"')]
    is_text = names.get("content-type", "").startswith(_COMPRESSED)
    return PublicPage(headers, body, gzip.compress(body, compresslevel=6, mtime=0) if is_text else None, etag)
