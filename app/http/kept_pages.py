"""Public pages for strangers, kept for a second: made once for everybody who asks meanwhile, whole and compressed.

A view declares that its page may be kept. It is, where whoever asks has no cookie of ours and is given none, so that
nothing of anybody's can be in it. Numbers of places are at most as old as the page, and counted anew by who books.
Only such pages are compressed here: they hold no secret that their length could tell.
"""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import request
from werkzeug.http import parse_etags

P = ParamSpec("P")
R = TypeVar("R")

MOST_KEPT = 300
"""Pages; those asked for longest ago go."""

LARGEST_KEPT = 1_000_000
"""Bytes."""

_MAY_BE_KEPT = "coursebook.may_be_kept"
_COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg+xml")
_OF_ONE_ANSWER = {"content-length", "x-request-id", "date"}


def kept_for_strangers(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that the page depends on nothing but its address, where nobody is signed in."""

    @wraps(view)
    def declared(*args: P.args, **kwargs: P.kwargs) -> R:
        let_keep()
        return view(*args, **kwargs)

    return declared


def let_keep() -> None:
    """The answer to the request under way may be kept."""
    request.environ[_MAY_BE_KEPT] = True


@dataclass(frozen=True)
class KeptPage:
    """`made_at` is when its making began, in seconds of the monotonic clock. `making` is had by who makes it anew."""

    made_at: float
    headers: list[tuple[str, str]]
    body: bytes
    compressed: bytes | None
    etag: str
    making: Lock = field(default_factory=Lock)


class KeptPages:
    """WSGI: answers from what is kept for so many `seconds`, or passes on to the application and keeps its answer."""

    def __init__(self, application: WSGIApplication, *, seconds: float, cookie: str) -> None:
        self._application, self._seconds, self._cookie = application, seconds, f"{cookie}="
        self._pages: OrderedDict[tuple[str, ...], KeptPage] = OrderedDict()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._is_a_strangers(environ):
            return self._application(environ, start_response)
        address = tuple(environ.get(part, "") for part in ("HTTP_HOST", "PATH_INFO", "QUERY_STRING"))
        kept = self._pages.get(address)
        if kept is None:
            return self._passed_on(address, environ, start_response)
        if self._is_fresh(kept):
            return _answer(kept, environ, start_response)
        with kept.making:  # one makes it anew, and the others wait for that one
            again = self._pages.get(address)
            if again and self._is_fresh(again):
                return _answer(again, environ, start_response)
            return self._passed_on(address, environ, start_response)

    def _is_a_strangers(self, environ: WSGIEnvironment) -> bool:
        is_read = environ["REQUEST_METHOD"] == "GET" and "HTTP_RANGE" not in environ
        return is_read and self._cookie not in environ.get("HTTP_COOKIE", "")

    def _is_fresh(self, page: KeptPage) -> bool:
        return time.monotonic() - page.made_at < self._seconds

    def _passed_on(
        self, address: tuple[str, ...], environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """What the application answers; kept if it may be."""
        began, started = time.monotonic(), _Started()
        answer = self._application(environ, started)
        if not environ.get(_MAY_BE_KEPT) or not started.may_be_kept:
            start_response(started.status, started.headers)
            return answer
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        page = _page(began, started.headers, body)
        if len(body) <= LARGEST_KEPT:
            self._keep(address, page)
        return _answer(page, environ, start_response)

    def _keep(self, address: tuple[str, ...], page: KeptPage) -> None:
        self._pages[address] = page
        self._pages.move_to_end(address)
        while len(self._pages) > MOST_KEPT:
            self._pages.popitem(last=False)


class _Started:
    """What an application says before its answer."""

    status = ""
    headers: list[tuple[str, str]]

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], None]:
        self.status, self.headers = status, headers
        return _write

    @property
    def may_be_kept(self) -> bool:
        names = {name.lower(): value for name, value in self.headers}
        return self.status.startswith("200") and "set-cookie" not in names and "content-encoding" not in names


def _write(part: bytes) -> None:
    raise NotImplementedError("no application of ours writes by the callable of PEP 3333")


def _page(made_at: float, said: list[tuple[str, str]], body: bytes) -> KeptPage:
    names = {name.lower() for name, _ in said}
    headers = [(name, value) for name, value in said if name.lower() not in _OF_ONE_ANSWER | {"vary", "etag"}]
    headers += [] if "cache-control" in names else [("Cache-Control", "no-cache")]
    etag = hashlib.sha256(body).hexdigest()[:20]
    kind = next(value for name, value in said if name.lower() == "content-type")
    compressed = gzip.compress(body, compresslevel=6, mtime=0) if kind.startswith(_COMPRESSED) else None
    headers += [("Vary", "Accept-Encoding, Cookie"), ("ETag", f'W/"{etag}"')]
    return KeptPage(made_at, headers, body, compressed, etag)


def _answer(page: KeptPage, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Compressed for whoever reads that; nothing but headers for whoever has the same page already."""
    if parse_etags(environ.get("HTTP_IF_NONE_MATCH")).contains_weak(page.etag):
        start_response("304 Not Modified", page.headers)
        return []
    if page.compressed and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body, encoding = page.compressed, [("Content-Encoding", "gzip")]
    else:
        body, encoding = page.body, []
    start_response("200 OK", [*page.headers, *encoding, ("Content-Length", str(len(body)))])
    return [body]
