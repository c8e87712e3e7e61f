"""What was found by attacking the running application at c511058, each finding by its number: it stays impossible."""

import ast
import contextvars
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, Request
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.utils import cached_property
from wtforms import Field

from app import create_app
from app.core.database import db
from app.core.roles import Role
from app.http import asking
from tests.builders import a_manager, a_session, a_user
from tests.conftest import fresh_database, migrate, settings
from tests.house import Module, modules
from tests.page import Page, Visitor, standing_values
from tests.test_access import NOT_FOR_BROWSERS, World, answer, as_someone, may_open, views

# --- Finding 6: what an answer says to browsers ---


def test_finding_6_what_somebody_signed_in_is_shown_is_kept_in_no_cache(visitor: Visitor) -> None:
    """Found: signed-in pages without Cache-Control, to be read by Back after signing out."""
    session = a_session()
    assert "no-store" not in headers(visitor, f"/sessions/{session.id}").get("Cache-Control", "")
    visitor.sign_in(a_manager())
    for address in (f"/sessions/{session.id}", "/today", "/manage/people", "/reports.csv", "/no-such-page"):
        assert headers(visitor, address)["Cache-Control"] == "no-store", address
    assert "no-store" not in headers(visitor, "/static/coursebook.css").get("Cache-Control", "")


def test_finding_6_no_page_is_shown_inside_another(visitor: Visitor) -> None:
    found = headers(visitor, "/")
    assert found["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in found["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [("https://training.example.org", "max-age=31536000"), ("http://coursebook.test", None)],
)
def test_finding_6_browsers_are_told_to_come_by_https_where_we_are_there(public_url: str, expected: str | None) -> None:
    """Without includeSubDomains: what lies beneath is other people's."""
    with fresh_database("sqlite") as url:
        migrate(url)
        app = create_app(settings(url, PUBLIC_URL=public_url))
        assert app.test_client().get("/sign-in").headers.get("Strict-Transport-Security") == expected
        with app.app_context():
            db.engine.dispose()


def headers(visitor: Visitor, address: str) -> dict[str, str]:
    return dict(answer(visitor.client, "GET", address).headers)


# --- Finding 7: numbers and text in addresses ---


@pytest.mark.parametrize("number", ["9223372036854775808", "2147483648", "-1", "0", "", "x", "١", "\x00", "9" * 4000])
def test_finding_7_a_number_that_no_record_has_chooses_nothing(visitor: Visitor, number: str) -> None:
    """Found: 500 for ?book-session_id=9223372036854775808, and for 2147483648 on PostgreSQL."""
    visitor.sign_in(a_manager())
    address = f"/manage/people/{a_user().id}/book"
    response = answer(visitor.client, "GET", f"{address}?{encoded({'book-session_id': number})}")
    assert response.status_code == 302


@pytest.mark.parametrize("words", ["%00", "a%00b", "%ED%A0%80", "%F0%9F%99%82", "%FF%FE", "%E2%80%A8", "a" * 3000])
def test_finding_7_no_text_upsets_a_search(visitor: Visitor, words: str) -> None:
    """Found: 500 for /registers?q=%00 on PostgreSQL."""
    visitor.sign_in(a_manager())
    for address in ("/registers", "/manage/people", "/charges", "/"):
        assert answer(visitor.client, "GET", f"{address}?q={words}").status_code == 200


NASTY = (
    "9223372036854775808",
    "2147483648",
    "-1",
    "a\x00b",
    "\ud800",
    "x" * 5000,
    "2027-02-30",
    "0000-00",
    "١",
    "1e999",
    "%",
    "[]",
)

SHARPEST = ("9223372036854775808", "a\x00b", "\ud800", "2027-02-30")
"""Those that fell over something once."""

TO_POSTGRESQL = (*SHARPEST, "2147483648")
TO_SQLITE = tuple(value for value in NASTY if value not in (*SHARPEST[1:], "2147483648"))
"""What a value does to Python it does on either database: all are tried on one, and what SQL may not bear on both."""


@pytest.mark.lasts_long
def test_finding_7_whatever_an_address_asks_for_no_view_falls_over(app: Flask, noted: set[str]) -> None:
    """Each value under every name that a view may read, all at once; the sharpest, mixed, as everybody who may open it;
    and these under each name by itself that it was seen to read, since a bad one may hide the next."""
    people = {role: a_user(role) for role in Role}
    world = World(app, people[Role.TRAINING_MANAGER])
    clients = {role: as_someone(app, people.get(role)) for role in (None, *Role)}  # type: ignore[arg-type]
    all_at_once, alone = (TO_POSTGRESQL, SHARPEST[:2]) if db.engine.name == "postgresql" else (TO_SQLITE, SHARPEST[2:])
    fell, seen = [], set()

    def ask(rule: Rule, role: Role | None, query: dict[str, str]) -> None:
        address = f"{world.address(rule)}?{encoded(query)}"
        response = answer(clients[role], "GET", address)
        if response.status_code >= 500 and rule.endpoint not in NOT_FOR_BROWSERS:
            fell.append((response.status_code, rule.rule, role, query))

    for rule in views(app, "GET"):
        noted.clear()
        may_be_read = names_read_by(rule, app)
        *others, last = [role for role in clients if may_open(rule.endpoint, rule.rule) & {role, "everyone"}]
        ask(rule, last, {})
        ask(rule, last, dict.fromkeys(may_be_read, "1"))
        if not noted:
            continue
        names = sorted(noted | set(may_be_read))
        for value in all_at_once:
            ask(rule, last, dict.fromkeys(names, value))
        for turn, role in enumerate(others):
            mixed = itertools.islice(itertools.cycle(SHARPEST), turn, None)
            ask(rule, role, dict(zip(names, mixed, strict=False)))
        for name in sorted(noted):
            seen.add((rule.endpoint, name))
            for value in alone:
                ask(rule, last, {name: value})
    assert fell == []
    assert len(seen) > 200, "so few names were seen to be read that something is amiss with how they are noted"


@pytest.fixture
def noted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names under which whatever answers has looked into the address, itself or by a form."""
    names: set[str] = set()

    class Noting(MultiDict[str, str]):  # what is asked for, and the bounded copy of it
        def __getitem__(self, name: str) -> str:  # `get` asks this
            names.add(name)
            return super().__getitem__(name)

        def getlist(self, name: str, *how: Any, **more: Any) -> list[Any]:
            names.add(name)
            return super().getlist(name, *how, **more)

        def __contains__(self, name: object) -> bool:
            names.add(str(name))
            return super().__contains__(name)

    class Noted(Request):
        @cached_property
        def args(self) -> Noting:  # type: ignore[override]
            return Noting(super().args)

    def process(field: Field, formdata: Any, *more: Any, **named: Any) -> None:
        if formdata is not None:
            names.add(field.name)
        process_as_ever(field, formdata, *more, **named)

    process_as_ever = Field.process
    monkeypatch.setattr(Field, "process", process)
    monkeypatch.setattr(app, "request_class", Noted)
    monkeypatch.setattr(asking, "MultiDict", Noting)
    return names


# --- Finding 7, for forms: as everybody, filled in as their page has them but for what is bad ---


@pytest.mark.parametrize(
    "role", [Role.TRAINING_MANAGER, *(role for role in Role if role is not Role.TRAINING_MANAGER), None]
)
@pytest.mark.lasts_long
def test_finding_7_whatever_a_form_is_sent_no_view_falls_over(app: Flask, role: Role | None) -> None:
    """Every form of every page, once: bad in all of its fields, and in each by itself while the others are good. The
    sharpest values take turns, from field to field and from one database to the other."""
    world = World(app, a_user(role or Role.PRACTITIONER))
    turns = itertools.cycle(SHARPEST if db.engine.name == "postgresql" else reversed(SHARPEST))
    fell, tried = [], set()
    for rule in views(app, "GET"):
        if not may_open(rule.endpoint, rule.rule) & {role, "everyone"}:
            continue
        visitor = Visitor(app).sign_in(world.user) if role else Visitor(app)
        for form in forms_of(visitor, world.address(rule)):
            view = view_of(app, form.action)
            if (view, form.names) in tried:
                continue
            tried.add((view, form.names))
            sent = [dict(zip(form.names, turns, strict=False)), *({name: next(turns)} for name in form.names)]
            for bad in sent:
                filled_in = form.values | {name: value.encode("utf-8", "surrogatepass") for name, value in bad.items()}
                response = contextvars.Context().run(visitor.client.post, form.action, data=filled_in, buffered=True)
                if response.status_code >= 500:
                    fell.append((response.status_code, view, bad))
    assert fell == []
    assert len({view for view, _ in tried}) > FORMS_AT_LEAST.get(role, 15)


FORMS_AT_LEAST = {Role.TRAINING_MANAGER: 100, None: 8}
"""Views that one's forms are sent to."""


@dataclass(frozen=True)
class Form:
    """Where it is sent, and what a browser would send of it untouched; `names` are those that somebody fills in."""

    action: str
    values: dict[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.values.keys() - {"csrf_token"}))


def forms_of(visitor: Visitor, address: str) -> list[Form]:
    response = answer(visitor.client, "GET", address)
    if response.mimetype != "text/html" or response.status_code != 200:
        return []
    found = []
    for tag in Page(visitor, response).tree.xpath("//form[@method='post']"):
        fields = (field for field in tag.iter("input", "textarea", "select", "button") if field.get("name"))
        values = dict.fromkeys((field.get("name") for field in fields if field.get("type") != "file"), "")
        found.append(Form(tag.get("action") or address, values | standing_values(tag)))
    return found


def view_of(app: Flask, action: str) -> str:
    return str(app.url_map.bind("coursebook.test").match(action.partition("?")[0], "POST")[0])


def encoded(query: dict[str, str]) -> str:
    """Half a letter too, which no browser would send."""
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in query.items()}
    return "&".join(f"{name}=" + "".join(f"%{byte:02X}" for byte in value) for name, value in sent.items())


READ_BY = {
    "words_asked",
    "number_asked",
    "numbers_asked",
    "is_asked",
    "words_sent",
    "number_sent",
    "page_asked_for",
    "get",
    "getlist",
}
READERS = ("app.http.asking", "app.web.paging")
SHARED = {"app.programme.periods", "app.evaluation.forms"}
"""What reads addresses for several rooms."""


def names_read_by(rule: Rule, app: Flask) -> list[str]:
    """The names that stand as words in the files of the view's room, where the view's own file reads addresses."""
    view = app.view_functions[rule.endpoint].__module__
    own = [module for module in modules() if module.name == view]
    if not any(imported.startswith(READERS) for module in own for _, imported in module.imports()):
        return []
    room = [module for module in modules() if module.room == own[0].room or module.name in SHARED]
    return sorted({"page", *(name for module in room for name in names_in(module))})


def names_in(module: Module) -> Iterator[str]:
    for node in module.nodes:
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in READ_BY and isinstance(node.args[0].value, str):
                yield node.args[0].value


@pytest.mark.parametrize(
    ("given", "number"),
    [("7", 7), (" 7 ", 7), ("007", 7), ("0", 0), ("2147483647", 2**31 - 1), ("2147483648", 0), ("7.0", 0), ("+7", 0)],
)
def test_finding_7_a_number_is_one_that_a_record_can_have(app: Flask, given: str, number: int) -> None:
    with app.test_request_context("/", query_string={"n": given}):
        assert asking.number_asked("n") == number
        assert asking.numbers_asked("n") == ([number] if number else [])


def test_finding_7_text_is_bounded_and_plain(app: Flask) -> None:
    long = "x" * 100_000
    with app.test_request_context("/", query_string=MultiDict([("q", " a\x00\x1f\u2028b "), *[("m", long)] * 1000])):
        assert asking.words_asked("q") == "ab"
        assert asking.words_asked("none") == ""
        kept = asking.all_asked()
        assert sum(len(value) for value in kept.getlist("m")) <= asking.LONGEST * asking.MOST_VALUES
