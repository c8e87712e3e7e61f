"""A visitor without JavaScript, and the page that they see: each page is checked as it is opened."""

import contextvars
import re
from datetime import timedelta
from functools import cached_property
from typing import Any

import lxml.html
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from lxml.etree import XPath
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core import clock
from app.core.database import db
from app.core.errors import Refusal
from tests.builders import a_sign_in

NOT_TYPED_IN = ("hidden", "submit", "button")
A_LONG_TIME = timedelta(days=3650)
NOTHING = "<html></html>"
PROBLEMS = "govuk-error-summary__list"
_what_is_read = XPath(".//text()[not(ancestor::script or ancestor::style or ancestor::template)]", smart_strings=False)
REFUSED = 409
"""The status of a page that says no and shows no form."""


class Page:
    """One answer of the server, read as a person would."""

    def __init__(self, visitor: "Visitor", response: TestResponse) -> None:
        self.visitor, self.response = visitor, response
        self.status, self.address = response.status_code, response.request.path
        self._markup = response.data.decode(errors="replace")  # a file has no words
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            self._check()

    @cached_property
    def tree(self) -> HtmlElement:
        """What the page itself is read from: it takes a tenth of what soup does."""
        return lxml.html.document_fromstring(self._markup or NOTHING)

    @cached_property
    def soup(self) -> BeautifulSoup:
        """For tests that look for what is no word, link or field."""
        return BeautifulSoup(self._markup, "lxml")

    def __repr__(self) -> str:
        return f"<{self.address} says {self.problems or self.words!r}>"

    @property
    def h1(self) -> str:
        return _words(self.tree.find(".//h1"))

    @property
    def words(self) -> str:
        """All that can be read in the main part of the page."""
        return _words(self.tree.find(".//main"))

    @property
    def notice(self) -> str:
        """What the page says has just happened."""
        return _words(next(iter(self.tree.find_class("cb-done")), None))

    @property
    def problems(self) -> list[str]:
        """The error summary, a line each."""
        return [_words(line) for summary in self.tree.find_class(PROBLEMS) for line in summary.iter("li")]

    def refuses(self, refusal: type[Refusal]) -> bool:
        """Whether it says this no: alone in the error summary, or on the page that is shown instead of a form."""
        if self.status == REFUSED and not self.problems:
            return refusal.message in self.words
        return self.problems == [refusal.message]

    def error_beside(self, field: str) -> str:
        """The message that stands beside a field."""
        found = self.tree.xpath("//*[@id=$id]", id=f"{field}-error")
        return _words(next(iter(found), None)).removeprefix("Error:").strip()

    def has_link(self, words: str) -> bool:
        return any(words in _words(link) for link in self.tree.iter("a"))

    def click(self, words: str) -> "Page":
        """Follow the first link that says this."""
        for link in self.tree.iter("a"):
            if words in _words(link):
                return self.visitor.open_page(link.get("href"))
        raise AssertionError(f"no link says {words!r} on {self.address}: {self.words}")

    def press(self, button: str, **typed: Any) -> "Page":
        """Press a button of that name, with its form as it stands and as typed, and follow to the next page.

        A value of None leaves the field out (an unticked box); a list ticks several; a stream and a name are a file.
        """
        form, pressed = self._form_with(button)
        values = standing_values(form)
        if pressed.get("name"):
            values[pressed.get("name")] = [pressed.get("value", "")]
        for name, value in typed.items():
            assert form.xpath(".//*[@name=$name]", name=name), f"the form with {button!r} has no field {name!r}"
            values[name] = _as_sent(value)
        action = str(pressed.get("formaction") or form.get("action") or self.address)
        if str(form.get("method", "get")).lower() == "get":
            return self.visitor.open_page(action, query_string=values)
        return self.visitor.open_page(action, method="POST", data=values)

    def standing_values(self, button: str) -> dict[str, Any]:
        """What the button would send as the page stands, without anything typed."""
        return standing_values(self._form_with(button)[0])

    def _form_with(self, button: str) -> tuple[HtmlElement, HtmlElement]:
        for form in self.tree.iter("form"):
            for pressed in form.iter("button"):
                if _words(pressed) == button:
                    return form, pressed
        raise AssertionError(f"no button says {button!r} on {self.address}: {self.words}")

    def _check(self) -> None:
        """One h1 that begins the title, inputs with labels, ids that occur once, forms with a token.

        Where something is to be mended, the title says so first.
        """
        tree = self.tree
        headings = tree.findall(".//h1")
        assert len(headings) == 1, f"{self.address} has {len(headings)} h1"
        title, h1 = (_words(tag) for tag in (tree.find(".//title"), headings[0]))
        assert title.removeprefix("Error: ").startswith(h1), f"{self.address}: {title!r}, {h1!r}"
        problems = [_words(line) for line in tree.find_class(PROBLEMS)]
        assert not problems or title.startswith("Error: "), f"{self.address}: {title!r} with {problems}"
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids)), f"{self.address} repeats ids: {sorted(i for i in ids if ids.count(i) > 1)}"
        labelled = set(tree.xpath("//label/@for"))
        for field in tree.iter("input", "select", "textarea"):
            if field.get("type") not in NOT_TYPED_IN:
                named = field.get("id") in labelled or next(field.iterancestors("label"), None) is not None
                shown = lxml.html.tostring(field, encoding="unicode", with_tail=False)
                assert named or field.get("aria-label"), f"{self.address}: no label for {shown}"
        for form in tree.iter("form"):
            loose = [words.strip() for words in form.xpath("./text()")]
            assert "None" not in loose, f"{self.address}: shows a field that was taken out of the form"
            has_token = form.xpath('.//input[@name="csrf_token"]')
            assert form.get("method") != "post" or has_token, f"{self.address}: a form without a token"


class Browser(FlaskClient):
    """Werkzeug's, which sends again what was sent where the server says so (307), as every browser does."""

    def resolve_redirect(self, response: TestResponse, buffered: bool = False) -> TestResponse:
        sent = response.request.environ["wsgi.input"]
        if response.status_code == 307 and sent.seekable():
            sent.seek(0)
        return super().resolve_redirect(response, buffered=buffered)


class Visitor:
    """A browser with its own cookies. `open_page` follows redirects."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = Browser(app, app.response_class, use_cookies=True)

    def open_page(self, address: str, **request: Any) -> Page:
        """Each request runs outside the test's application context, as it would on a server."""
        request.setdefault("follow_redirects", True)
        request.setdefault("buffered", True)  # a file that is written as it is read is read in here
        response = contextvars.Context().run(self.client.open, address, **request)
        db.session.rollback()
        db.session.expire_all()  # so that the test sees what the request wrote
        return Page(self, response)

    def sign_in(self, user: User) -> "Visitor":
        """Signed in, as by a link just used, wherever the clock of the test is set."""
        return self.with_secret(a_sign_in(user, made_at=clock.now() + A_LONG_TIME))

    def with_secret(self, secret: str) -> "Visitor":
        """With a session's secret in the cookie, from wherever they have it."""
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = secret, True
        return self


def _words(tag: HtmlElement | None) -> str:
    """What is read: words of neighbouring tags apart, punctuation where it belongs."""
    return re.sub(r" ([.,:;])", r"\1", " ".join(" ".join(_what_is_read(tag)).split())) if tag is not None else ""


def _as_sent(value: Any) -> Any:
    if isinstance(value, tuple):
        return value
    return [] if value is None else [str(v) for v in value] if isinstance(value, list) else [str(value)]


def standing_values(form: HtmlElement) -> dict[str, Any]:
    """What a browser would send without typing anything."""
    values: dict[str, Any] = {}
    for field in form.iter("input", "textarea", "select"):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind == "submit":
            continue
        if field.tag == "select":
            chosen = next(iter([*field.xpath(".//option[@selected]"), *field.iter("option")]), None)
            values[name] = [chosen.get("value", _words(chosen))] if chosen is not None else []
        elif field.tag == "textarea":
            values[name] = [(field.text or "").removeprefix("\n")]
        elif kind not in ("checkbox", "radio"):
            values.setdefault(name, []).append(field.get("value", ""))
        elif "checked" in field.attrib:
            values.setdefault(name, []).append(field.get("value", "on"))
    return values
