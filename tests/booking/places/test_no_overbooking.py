"""No overbooking: real servers and real forms, then the lock taken away to see that it is what holds."""

import contextlib
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.signing_in.services import new_proof
from app.booking.claims import queries
from app.booking.claims import services as claims
from app.booking.claims.services_delegates import delegate_of
from app.booking.models import Booking
from app.booking.places.services import book_place
from app.booking.refusals import SessionFull
from app.booking.states import BookingState
from app.core.database import db
from app.core.links import Secret
from app.notifications.models import Message
from app.programme.models_sessions import TrainingSession
from tests import builders
from tests.conftest import NOW
from tests.page import Page
from tests.servers import Browser, a_web_server, environment
from tests.words import BOOK_MY_PLACE, CONFIRM_YOUR_ADDRESS

PRACTITIONERS, PLACES = 50, 20
FULL = SessionFull.message


@pytest.fixture(scope="module")
def web_server(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of gunicorn, two processes of four threads, on the test's database and at its time."""
    clock_file = tmp_path_factory.mktemp("web-server") / "clock"
    clock_file.write_text(NOW.isoformat())
    with a_web_server(environment(database, COURSEBOOK_CLOCK=str(clock_file)), workers=2, threads=4) as address:
        yield address


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # the claim is the one that the next test races
@pytest.mark.usefixtures("app")
@pytest.mark.lasts_long
def test_fifty_people_fill_in_the_form_at_once_and_three_places_are_kept_before_anybody_confirms(
    web_server: str,
) -> None:
    session, agency = builders.a_session(places=PLACES), builders.an_agency("Anyshire NHS Trust")
    forms = [
        {
            "name": f"Delegate {number}",
            "email": f"delegate{number}@example.org",
            "agency": agency.name,
            "job_role": "Health visitor",
            "manager_name": "Line Manager",
            "manager_email": "line-manager@example.org",
            "accepts_terms": "y",
        }
        for number in range(PRACTITIONERS)
    ]
    told = race(web_server, open_the_form, [(f"/sessions/{session.id}/book", typed) for typed in forms])
    assert {(each.heading, each.went_wrong, *each.problems) for each in told} == {(CONFIRM_YOUR_ADDRESS, "")}
    assert max(status for each in told for status in each.statuses) < 500
    assert bookings(session) == {BookingState.HELD: 3, BookingState.ASKED: PRACTITIONERS - 3}
    assert messages_by_kind() == {"confirm-address": PRACTITIONERS}


@pytest.mark.usefixtures("app")
@pytest.mark.lasts_long
def test_fifty_people_press_book_my_place_at_once_for_twenty_places_and_twenty_get_one(web_server: str) -> None:
    session, agency = builders.a_session(places=PLACES), builders.an_agency()
    people = [builders.a_user(agency=agency) for _ in range(PRACTITIONERS)]
    proofs = [new_proof(email=person.email, at=NOW, lasts=timedelta(minutes=30)) for person in people]
    sign_in_links = [Secret("sign-in", proof.id).reveal() for proof in proofs]
    told = race(web_server, open_the_session, [(f"/sessions/{session.id}", link) for link in sign_in_links])
    assert_twenty_got_one(told, f"You are booked: {session.title}")
    assert bookings(session) == {BookingState.BOOKED: PLACES}
    assert messages_by_kind() == {"confirmed": PLACES}


def test_with_the_lock_claimants_get_exactly_the_places(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    hold_between_count_and_insert(monkeypatch, claimants=8, seconds=0.5)
    session, told = claim_at_once(app, claimants=8, places=3)
    assert told.count("booked") == 3
    assert told.count("full") == 5
    assert bookings(session) == {BookingState.BOOKED: 3}


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_without_the_lock_the_same_claimants_oversell_on_postgresql(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it shows that the race is real, and that the lock is what ends it."""
    monkeypatch.setattr(claims, "lock_session", db.session.refresh)
    hold_between_count_and_insert(monkeypatch, claimants=8, seconds=10)
    session, told = claim_at_once(app, claimants=8, places=3)
    assert told.count("booked") > 3
    assert bookings(session)[BookingState.BOOKED] > 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_sqlite_a_command_is_alone_from_its_first_statement(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite ignores FOR UPDATE: BEGIN IMMEDIATE holds what the row lock holds elsewhere."""
    monkeypatch.setattr(claims, "lock_session", db.session.refresh)
    hold_between_count_and_insert(monkeypatch, claimants=8, seconds=0.5)
    session, told = claim_at_once(app, claimants=8, places=3)
    assert told.count("booked") == 3
    assert bookings(session) == {BookingState.BOOKED: 3}


# --- Two client processes, a thread a person ---


@dataclass
class Told:
    """What one person's browser saw: after the race, the heading and the error summary."""

    heading: str = ""
    problems: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    went_wrong: str = ""


Press = Callable[[], Page]


def open_the_form(browser: Browser, address: str, typed: dict[str, str]) -> Press:
    form = browser.open_page(address)
    return lambda: form.press("Continue", **typed)


def open_the_session(browser: Browser, address: str, sign_in_link: str) -> Press:
    page = browser.open_page(f"{sign_in_link}?next={address}").press("Sign in")
    return lambda: page.press(BOOK_MY_PLACE)


def race(origin: str, prepare: Callable[..., Press], people: list[tuple[Any, ...]]) -> list[Told]:
    """Everybody opens the page; when all have it, all press the button. What each was told."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    barrier, answers = context.Barrier(len(people)), context.Queue()
    clients = [
        context.Process(target=be_the_clients, args=(origin, prepare, half, barrier, answers), daemon=True)
        for half in (people[::2], people[1::2])
    ]
    for client in clients:
        client.start()
    try:
        return [told for _ in clients for told in answers.get(timeout=90)]
    finally:
        for client in clients:
            client.join(10)
            if client.is_alive():
                client.kill()


def be_the_clients(
    origin: str, prepare: Callable[..., Press], people: list[tuple[Any, ...]], barrier: Any, answers: Any
) -> None:
    """The work of one client process."""

    def be_one(person: tuple[Any, ...]) -> Told:
        browser = Browser(origin)
        told = Told(statuses=browser.statuses)
        try:
            press = prepare(browser, *person)
            barrier.wait(60)
            page = press()
            told.heading, told.problems = page.h1, page.problems
        except Exception as error:
            barrier.abort()
            told.went_wrong = f"{type(error).__name__}: {error}"
        return told

    with ThreadPoolExecutor(len(people)) as threads:
        answers.put(list(threads.map(be_one, people)))


def assert_twenty_got_one(told: list[Told], heading: str) -> None:
    assert [each.went_wrong for each in told if each.went_wrong] == []
    assert [each.statuses for each in told if max(each.statuses) >= 500] == []
    assert len(told) == PRACTITIONERS
    assert len([each for each in told if each.heading == heading and not each.problems]) == PLACES
    assert len([each for each in told if each.problems == [FULL]]) == PRACTITIONERS - PLACES


# --- Claimants in threads ---


def hold_between_count_and_insert(monkeypatch: pytest.MonkeyPatch, *, claimants: int, seconds: float) -> None:
    """Each claimant, having counted, waits for the others; those who can't be met are waited for once, in vain."""
    barrier, count = threading.Barrier(claimants), queries.tally

    def count_and_wait(session_id: int, **when: Any) -> queries.Tally:
        tally = count(session_id, **when)
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(seconds)
        return tally

    monkeypatch.setattr(queries, "tally", count_and_wait)


def claim_at_once(app: Flask, *, claimants: int, places: int) -> tuple[TrainingSession, list[str]]:
    session, agency = builders.a_session(places=places), builders.an_agency()
    people = [builders.a_user(agency=agency).id for _ in range(claimants)]
    session_id = session.id
    db.session.rollback()

    def claim(person_id: int) -> str:
        with app.app_context():
            person = db.session.get_one(User, person_id)
            try:
                book_place(db.session.get_one(TrainingSession, session_id), delegate_of(person), by=person, at=NOW)
            except SessionFull:
                return "full"
            return "booked"

    with ThreadPoolExecutor(claimants) as threads:
        return session, list(threads.map(claim, people))


def bookings(session: TrainingSession) -> dict[BookingState, int]:
    db.session.rollback()
    wanted = select(Booking.state, func.count()).where(Booking.session_id == session.id).group_by(Booking.state)
    return dict(db.session.execute(wanted).all())


def messages_by_kind() -> dict[str, int]:
    return dict(db.session.execute(select(Message.kind, func.count()).group_by(Message.kind)).all())
