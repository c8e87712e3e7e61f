"""What an address asks for, after its question mark: anybody can write anything there.

This is the one place that reads it. Text comes out on one line, without control characters, halves of letters and what
goes on for ever; a number is one that a record can have, or none.
"""

import re
import string
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import request
from werkzeug.datastructures import MultiDict

LONGEST = 500
"""Characters of one value; what is searched for is shorter."""

LARGEST = 2**31 - 1
"""Of a record's number, on any database."""

MOST_VALUES = 200

_NUMBER = re.compile(r"(-?)([0-9]{1,5000})")
_NOT_TEXT = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")


class EscapedAddresses:
    """WSGI: bytes beyond ASCII after the question mark are escaped, as browsers do before they send them (RFC 3986,
    2.1).

    Raw, some of them are no text at all, and werkzeug fails to read them.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("QUERY_STRING", "")
        if not asked.isascii():
            environ["QUERY_STRING"] = quote(asked, safe=string.printable, encoding="latin-1")
        return self._application(environ, start_response)


def all_asked() -> "MultiDict[str, str]":
    """All that is asked for, bounded: for a form in the address, or whoever reads several values at once."""
    given = list(request.args.items(multi=True))[:MOST_VALUES]
    return MultiDict([(name, _plain(value, LONGEST)) for name, value in given])


def address_asked() -> str:
    """Which of our pages is asked for, and how: to come back to it."""
    return request.full_path.rstrip("?")


def whole_address() -> tuple[str, str, bytes]:
    """What tells an address of ours from every other."""
    return request.script_root, request.path, request.query_string


def words_asked(name: str, *, most: int = LONGEST) -> str:
    """The text under a name, without spaces around it; empty where there is none."""
    return _plain(request.args.get(name, ""), most).strip()


def is_asked(name: str) -> bool:
    """Whether the name is there at all."""
    return name in request.args


def number_asked(name: str) -> int:
    """The number of a record under a name; 0, which none has, where there is none, or one that none can have."""
    return number_in(request.args.get(name, "")) or 0


def numbers_asked(name: str) -> list[int]:
    """Those under a name that is there several times; what no record can have is left out."""
    given = request.args.getlist(name)[:MOST_VALUES]
    return [number for number in map(number_in, given) if number]


def words_sent(name: str, *, most: int = LONGEST) -> str:
    """The text under a name in the address, or in what a button has sent."""
    return _plain(request.values.get(name, ""), most).strip()


def number_sent(name: str) -> int | None:
    """The number under a name in the address, or in what a button has sent; None where none is written there."""
    return number_in(request.values.get(name, ""))


def number_in(words: str) -> int | None:
    """The whole number that is written there; 0 where no record can have it: below 0, or larger than any database
    holds."""
    written = _NUMBER.fullmatch(words.strip())
    if written is None:
        return None
    sign, digits = written[1], written[2].lstrip("0") or "0"
    if sign or len(digits) > len(str(LARGEST)) or int(digits) > LARGEST:
        return 0
    return int(digits)


def _plain(words: str, most: int) -> str:
    return "".join(letter for letter in words[:most] if unicodedata.category(letter) not in _NOT_TEXT)
