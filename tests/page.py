"""A visitor without JavaScript, and the page that they see: each page is checked as it is opened."""

import contextvars
import re
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core import clock
from app.core.database import db
from app.core.errors import Refusal
from tests.builders import a_sign_in

NOT_TYPED_IN = ("hidden", "submit", "button")
A_LONG_TIME = timedelta(days=3650)
REFUSED = 409
"""The status of a page that says no and shows no form."""


class Page:
    """One answer of the server, read as a person would."""

    def __init__(self, visitor: "Visitor", response: TestResponse) -> None:
        self.visitor, self.response = visitor, response
        self.status, self.address = response.status_code, response.request.path
        self.soup = BeautifulSoup(response.data.decode(errors="replace"), "lxml")  # a file has no words
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            self._check()

    def __repr__(self) -> str:
        return f"<{self.address} says {self.problems or self.words!r}>"

    @property
    def h1(self) -> str:
        return _words(self.soup.h1)

    @property
    def words(self) -> str:
        """All that can be read in the main part of the page."""
        return _words(self.soup.main)

    @property
    def notice(self) -> str:
        """What the page says has just happened."""
        return _words(self.soup.select_one(".cb-done"))

    @property
    def problems(self) -> list[str]:
        """The error summary, a line each."""
        return [_words(line) for line in self.soup.select(".govuk-error-summary__list li")]

    def refuses(self, refusal: type[Refusal]) -> bool:
        """Whether it says this no: alone in the error summary, or on the page that is shown instead of a form."""
        if self.status == REFUSED and not self.problems:
            return refusal.message in self.words
        return self.problems == [refusal.message]

    def error_beside(self, field: str) -> str:
        """The message that stands beside a field."""
        return _words(self.soup.select_one(f"#{field}-error")).removeprefix("Error:").strip()

    def has_link(self, words: str) -> bool:
        return any(words in _words(link) for link in self.soup.find_all("a"))

    def click(self, words: str) -> "Page":
        """Follow the first link that says this."""
        for link in self.soup.find_all("a"):
            if words in _words(link):
                return self.visitor.open_page(str(link["href"]))
        raise AssertionError(f"no link says {words!r} on {self.address}: {self.words}")

    def press(self, button: str, **typed: Any) -> "Page":
        """Press a button of that name, with its form as it stands and as typed, and follow to the next page.

        A value of None leaves the field out (an unticked box); a list ticks several; a stream and a name are a file.
        """
        form, pressed = self._form_with(button)
        values = _standing_values(form)
        if pressed.get("name"):
            values[str(pressed["name"])] = [str(pressed.get("value", ""))]
        for name, value in typed.items():
            assert form.find(attrs={"name": name}), f"the form with {button!r} has no field {name!r}"
            values[name] = _as_sent(value)
        action = str(pressed.get("formaction") or form.get("action") or self.address)
        if str(form.get("method", "get")).lower() == "get":
            return self.visitor.open_page(action, query_string=values)
        return self.visitor.open_page(action, method="POST", data=values)

    def standing_values(self, button: str) -> dict[str, Any]:
        """What the button would send as the page stands, without anything typed."""
        return _standing_values(self._form_with(button)[0])

    def _form_with(self, button: str) -> tuple[Tag, Tag]:
        for form in self.soup.find_all("form"):
            for pressed in form.find_all("button"):
                if _words(pressed) == button:
                    return form, pressed
        raise AssertionError(f"no button says {button!r} on {self.address}: {self.words}")

    def _check(self) -> None:
        """One h1 that begins the title, inputs with labels, ids that occur once, forms with a token.

        Where something is to be mended, the title says so first.
        """
        headings = self.soup.find_all("h1")
        assert len(headings) == 1, f"{self.address} has {len(headings)} h1"
        title = _words(self.soup.title)
        assert title.removeprefix("Error: ").startswith(self.h1), f"{self.address}: {title!r}, {self.h1!r}"
        assert not self.problems or title.startswith("Error: "), f"{self.address}: {title!r} with {self.problems}"
        ids = [str(tag["id"]) for tag in self.soup.find_all(id=True)]
        assert len(ids) == len(set(ids)), f"{self.address} repeats ids: {sorted(i for i in ids if ids.count(i) > 1)}"
        labelled = {label.get("for") for label in self.soup.find_all("label")}
        for field in self.soup.find_all(["input", "select", "textarea"]):
            if field.get("type") not in NOT_TYPED_IN:
                named = field.get("id") in labelled or field.find_parent("label")
                assert named or field.get("aria-label"), f"{self.address}: no label for {field}"
        for form in self.soup.find_all("form"):
            loose = [str(words).strip() for words in form.find_all(string=True, recursive=False)]
            assert "None" not in loose, f"{self.address}: shows a field that was taken out of the form"
        for form in self.soup.find_all("form", method="post"):
            assert form.find("input", attrs={"name": "csrf_token"}), f"{self.address}: a form without a token"


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
        db.session.rollback()  # so that the test sees what the request wrote
        return Page(self, response)

    def sign_in(self, user: User) -> "Visitor":
        """Signed in, as by a link just used, wherever the clock of the test is set."""
        return self.with_secret(a_sign_in(user, made_at=clock.now() + A_LONG_TIME))

    def with_secret(self, secret: str) -> "Visitor":
        """With a session's secret in the cookie, from wherever they have it."""
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = secret, True
        return self


def _words(tag: Tag | None) -> str:
    """What is read: words of neighbouring tags apart, punctuation where it belongs."""
    return re.sub(r" ([.,:;])", r"\1", " ".join(tag.get_text(" ").split())) if tag else ""


def _as_sent(value: Any) -> Any:
    if isinstance(value, tuple):
        return value
    return [] if value is None else [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _standing_values(form: Tag) -> dict[str, Any]:
    """What a browser would send without typing anything."""
    values: dict[str, Any] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "text")
        if not name or kind == "submit":
            continue
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            values[str(name)] = [str(chosen.get("value", _words(chosen)))] if chosen else []
        elif field.name == "textarea":
            values[str(name)] = [field.get_text().removeprefix("\n")]
        elif kind not in ("checkbox", "radio"):
            values.setdefault(str(name), []).append(str(field.get("value", "")))
        elif field.has_attr("checked"):
            values.setdefault(str(name), []).append(str(field.get("value", "on")))
    return values
