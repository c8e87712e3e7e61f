"""What is kept for those who are signed in: alike for many, and with nothing of anybody's but in its gaps."""

import itertools
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask, g
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app import create_app
from app.accounts.models import User
from app.core.database import db
from app.core.roles import Role
from app.http import kept_parts
from app.http.shelf import Shelf
from app.programme.rules_working_days import Closed
from app.settings import services as settings_services
from app.settings.rules_programme import ProgrammeIntroduction
from app.terms.closed_days.queries import closed_days
from app.web.access import EVERYONE, open_to
from tests.builders import a_booking, a_closed_day, a_learning_week, a_manager, a_session, a_user, an_agency
from tests.conftest import NOW, settings
from tests.page import Visitor


@pytest.fixture
def keeping(app: Flask) -> Iterator[Flask]:
    """It keeps what it keeps for longer than any test lasts."""
    keeping = create_app(settings(app.config["SQLALCHEMY_DATABASE_URI"], KEEP_PAGES="1000"))
    yield keeping
    with keeping.app_context():
        db.engine.dispose()


def a_stopped_clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=100.0)
    clock.monotonic = lambda: clock.now
    for each in ("shelf", "kept_pages"):
        monkeypatch.setattr(f"app.http.{each}.time", clock)
    return clock


def two_alike() -> tuple[User, User]:
    """Of one agency and role, who have booked nothing: what they see is the same but for their names."""
    agency = an_agency()
    return a_user(agency=agency, name="Ada Ashworth"), a_user(agency=agency, name="Ben Birtwistle")


def token_in(text: str) -> str:
    found = text.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert found
    return found


def test_two_who_are_signed_in_and_a_stranger_each_see_their_own_in_turn(keeping: Flask) -> None:
    session = a_session(learning_week=a_learning_week())
    of_it = (f"/sessions/{session.id}", f"/courses/{session.course_id}", "/learning-week")
    people = two_alike()
    browsers = {person.name: Visitor(keeping).sign_in(person).client for person in people}
    stranger = Visitor(keeping).client
    names, tokens = set(browsers), dict[str, set[str]]()
    for address in ("/", *of_it, "/lunchtime") * 2:
        for name, browser in browsers.items():
            answer = browser.get(address)
            assert [each for each in names if each in answer.text] == [name], address
            assert "no-store" in answer.headers["Cache-Control"]
            assert kept_parts._GAP not in answer.text
            tokens.setdefault(name, set()).add(token_in(answer.text))
        theirs = stranger.get(address).text
        assert not any(name in theirs for name in names), address
        assert "csrf_token" not in theirs, address
    ada, ben = tokens.values()
    assert not ada & ben
    pages = keeping.extensions[kept_parts._PAGES]._kept
    assert len(pages) == 5, "made once for the two who see the same; strangers' are kept elsewhere"
    for each in pages.values():
        assert not any(own in each.what.text for own in (*names, *ada, *ben))


def test_the_token_in_a_kept_page_is_the_readers_own(keeping: Flask) -> None:
    session = a_session(places=1)
    first, second = (Visitor(keeping).sign_in(person) for person in two_alike())
    pages = [each.open_page(f"/sessions/{session.id}") for each in (first, second)]
    assert "Books as Ben Birtwistle" in pages[1].words
    stolen = pages[1].standing_values("Book my place") | {"csrf_token": token_in(first.client.get("/").text)}
    assert second.client.post(f"/sessions/{session.id}/book-now", data=stolen).status_code in (400, 404)
    assert "no places left" in f"{pages[0].press('Book my place')} {pages[1].press('Book my place').words}"


def test_who_has_a_claim_on_a_place_is_shown_it_and_nobody_else_is(keeping: Flask) -> None:
    booking = a_booking(a_session())
    has_a_place = Visitor(keeping).sign_in(booking.practitioner)
    has_none = Visitor(keeping).sign_in(a_user(agency=booking.practitioner.agency))
    address = f"/sessions/{booking.session_id}"
    for person, sees_it in ((has_none, False), (has_a_place, True), (has_none, False)):
        page = person.open_page(address)
        assert ("You have a place" in page.words) == sees_it
        assert page.has_link("See your booking") == sees_it
    for role, sees_it in ((Role.PRACTITIONER, False), (Role.TRAINING_MANAGER, True), (Role.PRACTITIONER, False)):
        page = Visitor(keeping).sign_in(a_user(role, agency=booking.practitioner.agency)).open_page(address)
        assert page.has_link("The office’s page of this session") == sees_it, role


def test_the_policy_of_a_kept_page_allows_what_stands_in_it(keeping: Flask) -> None:
    first, second = (Visitor(keeping).sign_in(person).client.get("/") for person in two_alike())
    assert "sha256-" in first.headers["Content-Security-Policy"]
    assert first.headers["Content-Security-Policy"] == second.headers["Content-Security-Policy"]


def test_a_page_that_tells_somebody_what_has_happened_is_theirs_alone(keeping: Flask) -> None:
    first, second = (Visitor(keeping).sign_in(person) for person in two_alike())
    with first.client.session_transaction() as browser:
        browser["_flashes"] = [("message", "You are signed out there.")]
    assert first.open_page("/").notice
    assert not second.open_page("/").notice
    assert not first.open_page("/").notice


@pytest.mark.parametrize("own", [generate_csrf, lambda: current_user.name, lambda: current_user.email])
def test_what_is_somebodys_outside_the_gaps_is_never_kept(keeping: Flask, own: object) -> None:
    person = a_user()
    for _ in range(2):
        with keeping.test_request_context("/"):
            g._login_user = person
            assert callable(own)
            assert str(own()) in kept_parts.page_with_gaps("alike", lambda: f"a page of {own()}")
            assert not keeping.extensions[kept_parts._PAGES]._kept


def test_addresses_that_differ_in_a_sign_are_kept_apart(keeping: Flask) -> None:
    """`/?q=foo??` is the same page as `/?q=foo` to whoever cuts off the question marks."""
    a_session()
    visitor = Visitor(keeping).sign_in(a_user())
    for words in ("foo??", "foo"):
        assert f'value="{words}"' in visitor.client.get(f"/?q={words}").text


def test_an_address_that_is_no_text_is_answered(keeping: Flask) -> None:
    session = a_session()
    for visitor in (Visitor(keeping), Visitor(keeping).sign_in(a_user())):
        for address in (f"/sessions/{session.id}", "/", "/today"):
            answer = visitor.client.get(address, environ_overrides={"QUERY_STRING": "\xff"})  # one byte (PEP 3333)
            assert answer.status_code < 500, address


def test_what_hardly_ever_changes_may_be_a_moment_old_for_visitors_and_is_true_for_the_office(keeping: Flask) -> None:
    def known(address: str) -> Closed:
        with keeping.test_request_context(address):
            return closed_days()

    assert known("/") == known("/reports") == frozenset()
    on = a_closed_day().on
    assert known("/") == frozenset()
    assert known("/reports") == {on}
    with keeping.app_context():
        assert closed_days() == {on}, "a job asks for no page"


def test_what_is_made_of_something_kept_is_as_old_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, readings = a_stopped_clock(monkeypatch), itertools.count()
    facts, pages = Shelf[int](1), Shelf[str](1)

    def page(at: float) -> str | None:
        clock.now, parts = at, list[float]()

        def make() -> str:
            fact = facts.take("a fact", lambda: next(readings))
            parts.append(fact.made_at)
            return f"of reading {fact.what}"

        return pages.take("a page", make, oldest_part=lambda: min(parts)).what

    facts.take("a fact", lambda: next(readings))
    assert [page(at) for at in (100.9, 101.1, 102.0)] == ["of reading 0", "of reading 1", "of reading 1"]


@pytest.mark.parametrize("role", [None, Role.PRACTITIONER, Role.TRAINING_OFFICER])
def test_a_page_is_as_old_as_the_oldest_fact_that_its_request_took(
    app: Flask, monkeypatch: pytest.MonkeyPatch, role: Role | None
) -> None:
    """Whoever reads it: of the office, settings are read before the page is made."""
    clock = a_stopped_clock(monkeypatch)
    keeping = create_app(settings(app.config["SQLALCHEMY_DATABASE_URI"], KEEP_PAGES="1"))

    def words(at: float) -> str:
        clock.now = at
        return visitor.open_page("/").words

    visitor = Visitor(keeping).sign_in(a_user(role)) if role else Visitor(keeping)
    visitor.open_page("/lunchtime")  # reads the settings
    settings_services.change(ProgrammeIntroduction(introduction="It is new."), by=a_manager(), at=NOW)
    assert "It is new." in [words(at) for at in (100.9, 101.1)][-1]
    with keeping.app_context():
        db.engine.dispose()


def test_what_a_request_finds_is_as_old_as_its_beginning(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite shows it how all was then, and on every database it may have waited for another since it read."""
    clock, person, readings = a_stopped_clock(monkeypatch), a_user(), itertools.count()
    keeping = create_app(settings(app.config["SQLALCHEMY_DATABASE_URI"], KEEP_PAGES="1"))

    @keeping.get("/waits")
    @open_to(EVERYONE)
    def waits() -> str:
        clock.now += 0.9
        fact = kept_parts.kept_fact("a fact", lambda: next(readings))
        return kept_parts.page_with_gaps("alike", lambda: f"{fact} and {next(readings)}")

    visitor = Visitor(keeping).sign_in(person)
    assert visitor.client.get("/waits").text == "0 and 1"
    clock.now -= 0.9  # to 100: it asks in the same moment as the first, and is as far as that at 100.9
    assert visitor.client.get("/waits").text == "0 and 1"
    assert visitor.client.get("/waits").text == "2 and 3", "at 101.8"
    with keeping.app_context():
        db.engine.dispose()
