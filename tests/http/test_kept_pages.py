"""Public pages kept for a moment: for strangers alone, made once for many, and never with anything of anybody's."""

import gzip
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, Response, request
from flask import session as browser
from sqlalchemy import Engine, event
from werkzeug.test import Client

from app import create_app
from app.core.database import db
from app.http.kept_pages import KeptPages, kept_for_strangers, same_for_everybody
from app.web.access import EVERYONE
from tests.builders import a_booking, a_learning_week, a_session, a_user
from tests.conftest import settings
from tests.page import Visitor

A_LONG_TIME = 1000.0
"""Seconds; no test lasts as long."""


class Pages:
    """An application of some pages that counts how often each is made, behind what is kept."""

    def __init__(self, seconds: float = A_LONG_TIME) -> None:
        self.made: list[str] = []
        self.gone: int | None = None
        self.waits_for = threading.Event()
        self.waits_for.set()
        self.meets: threading.Barrier | None = None
        flask = Flask(__name__)
        flask.secret_key = "for tests"
        flask.add_url_rule("/kept", view_func=self._view("kept", kept_for_strangers))
        flask.add_url_rule("/same", view_func=self._view("same", same_for_everybody))
        flask.add_url_rule("/not-declared", view_func=self._view("not-declared", lambda view: view))
        flask.add_url_rule("/not-to-be-stored", view_func=self._view("stored", kept_for_strangers, says="no-store"))
        flask.add_url_rule("/missing", view_func=self._view("missing", kept_for_strangers, status=404))
        flask.add_url_rule("/with-a-cookie", view_func=self._view("with-a-cookie", kept_for_strangers, sets=True))
        self.kept = KeptPages(flask, seconds=seconds, cookie="session")
        self.client = Client(self.kept, Response, use_cookies=False)

    def _view(
        self, name: str, declare: Callable[[Any], Any], *, status: int = 200, sets: bool = False, says: str = ""
    ) -> Callable[[], Any]:
        def view() -> tuple[str, int, dict[str, str]]:
            self.made.append(name + (" with a cookie" if request.cookies else ""))
            self.waits_for.wait()
            if self.meets and len(self.made) > 2:
                self.meets.wait()
            if sets:
                browser["who"] = "somebody"
            return f"{name} " * 100 + str(len(self.made)), self.gone or status, {"Cache-Control": says} if says else {}

        view.__name__ = name
        declared: Callable[[], Any] = declare(view)
        return declared


@pytest.mark.parametrize(
    ("address", "headers", "times_made"),
    [
        ("/kept", {}, 1),
        ("/kept", {"Cookie": "theme=dark"}, 1),
        ("/kept", {"Cookie": "session=x"}, 2),
        ("/kept", {"Cookie": "session =x"}, 2),
        ("/kept", {"Cookie": "portal_session=x"}, 1),
        ("/kept", {"Cookie": "x=caf\xe9; session=x"}, 2),
        ("/not-to-be-stored", {}, 2),
        ("/kept", {"Range": "bytes=0-10"}, 2),
        ("/not-declared", {}, 2),
        ("/missing", {}, 2),
        ("/with-a-cookie", {}, 2),
    ],
)
def test_what_is_declared_is_kept_where_nothing_of_anybodys_can_be_in_it(
    address: str, headers: dict[str, str], times_made: int
) -> None:
    pages = Pages()
    first, second = (pages.client.get(address, headers=headers) for _ in range(2))
    assert len(pages.made) == times_made
    assert (first.data == second.data) == (times_made == 1)


def test_what_was_made_for_a_stranger_isnt_given_to_somebody_nor_the_other_way_round() -> None:
    pages = Pages()
    theirs = pages.client.get("/kept", headers={"Cookie": "session=x"}).data
    assert pages.client.get("/kept").data != theirs
    assert pages.client.get("/kept", headers={"Cookie": "session=x"}).data != pages.client.get("/kept").data
    assert pages.client.get("/kept?q=1").data != pages.client.get("/kept?q=2").data, "another address is another page"
    assert pages.client.post("/kept").status_code == 405


def test_what_says_the_same_to_everybody_is_made_once_for_all_and_sees_nobodys_cookie() -> None:
    pages = Pages()
    asking = [{"Cookie": "session=x"}, {}, {"Cookie": "session=y"}]
    assert len({pages.client.get("/same", headers=headers).data for headers in asking}) == 1
    assert pages.made == ["same"]
    assert pages.client.get("/nothing", headers={"Cookie": "session=x"}).status_code == 404


def test_it_is_made_anew_once_its_time_is_over_and_what_is_gone_is_forgotten() -> None:
    pages = Pages(seconds=1e-9)
    assert pages.client.get("/kept").data != pages.client.get("/kept").data
    pages.gone = 404
    assert pages.client.get("/kept").status_code == 404
    assert len(pages.kept._pages._kept) == 0


@pytest.mark.parametrize("was_made_before", [True, False])
def test_while_one_makes_it_the_others_wait_for_that_one(was_made_before: bool) -> None:
    pages = Pages(seconds=0.5)
    if was_made_before:
        pages.client.get("/kept")
        threading.Event().wait(0.6)  # until what is kept is too old
    pages.made.clear()
    pages.waits_for.clear()
    answers = asked_at_once(pages, "/kept", and_then=pages.waits_for.set)
    assert len(pages.made) == 1
    assert len(answers) == MANY
    assert set(answers) == {answers[0]}


def test_what_turns_out_not_to_be_kept_is_made_by_each_who_waited_without_waiting_for_one_another() -> None:
    pages = Pages()
    pages.client.get("/with-a-cookie")
    pages.meets = threading.Barrier(MANY - 1, timeout=5)  # all but the first, whom they waited for
    pages.waits_for.clear()
    asked_at_once(pages, "/with-a-cookie", and_then=pages.waits_for.set)
    assert not pages.meets.broken
    assert len(pages.made) == 1 + MANY


MANY = 8


def asked_at_once(pages: Pages, address: str, *, and_then: Callable[[], object] = lambda: None) -> list[bytes]:
    """What so many are answered who ask at the same time; something happens once all have begun to ask."""
    answers: list[bytes] = []
    begun = threading.Barrier(MANY + 1)

    def ask() -> None:
        begun.wait()
        answers.append(Client(pages.kept).get(address).data)

    asking = [threading.Thread(target=ask) for _ in range(MANY)]
    for each in asking:
        each.start()
    begun.wait()
    threading.Event().wait(0.1)
    and_then()
    for each in asking:
        each.join()
    return answers


@pytest.mark.parametrize("address", ["/kept", "/with-a-cookie", "/not-declared", "/missing"])
def test_head_is_answered_as_get_without_the_page(address: str) -> None:
    pages = Pages()
    headers = {"Accept-Encoding": "gzip"}
    asked, whole = pages.client.head(address, headers=headers), pages.client.get(address, headers=headers)
    assert asked.data == b""
    assert asked.status_code == whole.status_code
    told = {name: value for name, value in whole.headers if name not in ("Date", "Set-Cookie", "Content-Length")}
    assert {name: value for name, value in asked.headers if name in told} == told


@pytest.mark.parametrize(
    "added", ["?utm_source=a&utm_medium=b", "?fbclid=x", "?mc_cid=1&mc_eid=2", "?utm_source=", "?gclid=a&"]
)
def test_what_newsletters_add_to_an_address_is_no_other_page(added: str) -> None:
    pages = Pages()
    assert pages.client.get("/kept").data == pages.client.get(f"/kept{added}").data
    assert pages.client.get("/kept?q=utm_source").data != pages.client.get("/kept").data
    theirs = pages.client.get(f"/kept{added}&q=1").data
    assert theirs == pages.client.get("/kept?q=1").data
    assert theirs != pages.client.get("/kept?not_utm_source=1&q=1").data


def test_it_is_compressed_for_whoever_reads_that_and_not_sent_twice() -> None:
    pages = Pages()
    plain = pages.client.get("/kept")
    assert plain.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Encoding"} <= set(plain.headers["Vary"].split(", "))
    zipped = pages.client.get("/kept", headers={"Accept-Encoding": "gzip, br"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < len(plain.data) / 5
    assert gzip.decompress(zipped.data) == plain.data
    assert "Content-Encoding" not in pages.client.get("/kept", headers={"Accept-Encoding": "gzip;q=0"}).headers
    again = pages.client.get("/kept", headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    changed = pages.client.get("/kept", headers={"If-None-Match": 'W/"of another page"'})
    assert changed.status_code == 200


def test_whoever_is_signed_in_is_given_what_is_the_same_for_everybody_without_being_looked_for(app: Flask) -> None:
    session = a_session(places=1)
    person, keeping = a_user(), create_app(settings(app.config["SQLALCHEMY_DATABASE_URI"], KEEP_PAGES="1000"))
    signed_in, stranger = Visitor(keeping).sign_in(person), Visitor(keeping)
    addresses = ["/api/v1/sessions", "/api/v1/sessions?places=yes", "/api/openapi.json", "/calendar/programme.ics"]
    addresses += [f"/sessions/{session.id}/calendar.ics", "/embed", "/robots.txt", "/sitemap.xml"]
    theirs = {address: stranger.client.get(address).data for address in addresses}
    with keeping.app_context(), statements_of(db.engine) as asked:
        for address in addresses:
            answer = signed_in.client.get(address)
            assert answer.data == theirs[address], address
            assert "Set-Cookie" not in answer.headers, address
    assert asked == []
    with keeping.app_context():
        db.engine.dispose()


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_only_what_anybody_may_open_without_a_token_is_the_same_for_everybody(app: Flask) -> None:
    same = [
        rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "same_for_everybody")
    ]
    assert {"static", "catalogue.api_sessions", "catalogue.programme_feed"} <= {rule.endpoint for rule in same}
    for rule in same:
        assert app.view_functions[rule.endpoint].open_to == EVERYONE, rule  # type: ignore[attr-defined]
        assert "token" not in rule.arguments, rule


def strangers_pages(session_id: int, course_id: int) -> Iterable[str]:
    yield from ("/", "/lunchtime", "/learning-week", "/calendar/programme.ics", "/api/v1/sessions", "/embed")
    yield from ("/e-learning", "/help", "/help/trainer", "/privacy", "/cookies", "/accessibility", "/contact", "/terms")
    yield from ("/annual-reports",)
    yield from (f"/sessions/{session_id}", f"/courses/{course_id}", f"/sessions/{session_id}/calendar.ics")


def test_a_strangers_programme_is_a_moment_old_and_anybody_elses_is_true(app: Flask) -> None:
    session = a_session(places=1)
    addresses = list(strangers_pages(session.id, session.course_id))
    keeping = create_app(settings(app.config["SQLALCHEMY_DATABASE_URI"], KEEP_PAGES="1000"))
    stranger, person = Visitor(keeping), Visitor(keeping).sign_in(a_user())
    before = {address: stranger.client.get(address) for address in addresses}
    with keeping.app_context(), statements_of(db.engine) as asked:
        assert {address: stranger.client.get(address).status_code for address in addresses} == dict.fromkeys(
            before, 200
        )
        assert asked == []
    for address, page in before.items():
        assert "Set-Cookie" not in page.headers, address
        assert "csrf_token" not in page.text, address
        assert "nonce" not in page.headers["Content-Security-Policy"], address
    a_booking(session)
    for address, page in before.items():
        assert stranger.client.get(address).data == page.data, address
    assert "waiting list" not in stranger.open_page(f"/sessions/{session.id}").words
    assert "waiting list" in person.open_page(f"/sessions/{session.id}").words
    assert "no-store" in person.client.get("/").headers["Cache-Control"]
    with keeping.app_context():
        db.engine.dispose()


def test_files_of_ours_are_kept_for_a_year_under_an_address_that_says_what_is_in_them(visitor: Visitor) -> None:
    page = visitor.open_page("/")
    styles = [link["href"] for link in page.soup.find_all("link", rel="stylesheet")]
    assert len(styles) == 3
    for address in styles:
        assert "immutable" in visitor.client.get(str(address)).headers["Cache-Control"], address
        bare = str(address).partition("?")[0]
        for another in (bare, f"{bare}?v=of-another-version"):
            assert "immutable" not in (visitor.client.get(another).headers["Cache-Control"] or ""), another
    typeface = page.soup.find("link", rel="preload")
    assert typeface is not None
    assert "immutable" in visitor.client.get(str(typeface["href"])).headers["Cache-Control"]


@pytest.mark.parametrize("name", ["nothing.css", "vendor", 300 * "x", "coursebook.css/beneath"])
def test_what_is_no_file_of_ours_isnt_found(visitor: Visitor, name: str) -> None:
    assert visitor.client.get(f"/static/{name}?v=1").status_code == 404


@pytest.mark.parametrize(("address", "mark"), [("/", "You have a place"), ("/learning-week", "you have a place")])
def test_who_is_signed_in_sees_their_own_marks_in_a_page_that_is_kept(app: Flask, address: str, mark: str) -> None:
    week = a_learning_week()
    booking = a_booking(a_session(on=week.starts_on, learning_week=week))
    has_a_place, has_none = booking.practitioner, a_user()
    keeping = create_app(settings(app.config["SQLALCHEMY_DATABASE_URI"], KEEP_PAGES="1000"))
    for person, is_marked in ((has_none, False), (has_a_place, True), (a_user(), False)):
        assert (mark in Visitor(keeping).sign_in(person).open_page(address).words) == is_marked
    assert mark not in Visitor(keeping).open_page(address).words
    with keeping.app_context():
        db.engine.dispose()
