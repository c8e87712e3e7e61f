"""What was found by attacking the running application at c511058, each finding by its number: it stays impossible."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from app import create_app
from app.core.database import db
from app.core.roles import Role
from app.http import asking
from tests.builders import a_manager, a_session, a_user
from tests.conftest import fresh_database, migrate, settings
from tests.house import Module, modules
from tests.page import Visitor
from tests.test_access import World, answer, as_someone, may_open, views

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


def test_finding_7_whatever_an_address_asks_for_no_view_falls_over(app: Flask) -> None:
    """Each value under every name that a view's files read, all at once; the sharpest as everybody who may open it;
    and these under each name by itself, since a bad one may hide the next: half of them on each database."""
    people = {role: a_user(role) for role in Role}
    world = World(app, people[Role.TRAINING_MANAGER])
    clients = {role: as_someone(app, people.get(role)) for role in (None, *Role)}  # type: ignore[arg-type]
    fell, tried, alone = [], 0, SHARPEST[:2] if db.engine.name == "postgresql" else SHARPEST[2:]
    for rule in views(app, "GET"):
        address, names = world.address(rule), names_read_by(rule, app)
        roles = [role for role in clients if may_open(rule.endpoint, rule.rule) & {role, "everyone"}]
        asked = [(role, dict.fromkeys(names, value)) for role in roles[:-1] for value in SHARPEST]
        asked += [(roles[-1], dict.fromkeys(names, value)) for value in NASTY]
        asked += [(roles[-1], {name: value}) for name in names for value in alone]
        for role, query in asked if names else ():
            tried += 1
            response = answer(clients[role], "GET", f"{address}?{encoded(query)}")
            if response.status_code >= 500:
                fell.append((response.status_code, rule.rule, role, query))
    assert fell == []
    assert tried > 1000


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
