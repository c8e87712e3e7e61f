"""No name, address or telephone number stands in a log or in an address of ours: a whole journey, with real servers.

The processes are those that run for real: gunicorn, the scheduler and the mail worker, in both forms of log.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import Outcome
from app.charging.models import ChargeState
from app.core import clock
from app.core.database import db
from app.core.links import Secret
from app.core.roles import Role
from app.evaluation.questionnaires.services import make_the_defaults
from app.http.searches import keep_search, kept_search, last_search
from tests.builders import a_booking, a_past_session, a_policy, a_session, a_user, code_in, mail_to
from tests.conftest import NOW, ROOT
from tests.data.everything import a_charge, a_questionnaire, an_issued
from tests.page import Page
from tests.servers import (
    Browser,
    PostOffice,
    SharedClock,
    a_mail_worker,
    a_scheduler,
    a_web_process,
    environment,
)
from tests.words import SAVE_MY_NEEDS, SEND_ME_A_CODE

pytestmark = pytest.mark.lasts_long

PERSON = {"name": "Zenobia Quillfeather", "email": "zenobia.quillfeather@example.org"}
BOSS = {"name": "Hesper Wrenfield", "email": "hesper.wrenfield@example.org"}
MANAGER = {"name": "Mortimer Ashgrove", "email": "mortimer.ashgrove@example.org"}
TELEPHONE = "01632 960961"
OFFICE = "Thessaly Accounts"
NEW_NAME, NEW_ADDRESS = "Zenobia Larkspur", "zenobia.larkspur@example.org"
REFUSED = "550 5.1.1 no such person"

SECRET = {
    *(word for each in (PERSON, BOSS, MANAGER) for word in (*each["name"].split(), each["email"])),
    *(NEW_NAME.split()),
    *(NEW_ADDRESS, TELEPHONE, TELEPHONE.replace(" ", ""), "Thessaly"),
}


AS_ON_A_SERVER = "tests.faults.as_on_a_server:app"
"""With the page for our own faults, which an application under test leaves to the test."""


class NotingBrowser(Browser):
    """It keeps every address that it asked for or was sent to."""

    def __init__(self, origin: str) -> None:
        super().__init__(origin)
        self.addresses: list[str] = []

    def open_address(self, address: str, **more: Any) -> Any:
        status, arrived, headers, body = super().open_address(address, **more)
        query = more.get("query_string")
        self.addresses += [address, arrived, str(query or "")]
        assert headers["Referrer-Policy"] == "same-origin"
        return status, arrived, headers, body


@pytest.fixture
def hidden_table(app: Flask) -> Iterator[Any]:
    """A way to take the log's table away, so that whatever writes fails; it is back afterwards."""
    hidden = []

    def hide() -> None:
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit_entry RENAME TO audit_entry_hidden"))
        hidden.append(True)

    yield hide
    db.session.rollback()
    if hidden:
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE audit_entry_hidden RENAME TO audit_entry"))


@pytest.mark.parametrize("form", ["json", "plain"])
def test_nobodys_data_stands_in_the_logs_or_addresses_of_a_whole_journey(
    app: Flask, database: str, tmp_path: Path, form: str, hidden_table: Any
) -> None:
    SharedClock(tmp_path / "clock", NOW)
    with PostOffice() as office:
        office.refuses[BOSS["email"]] = f"{REFUSED}: {BOSS['email']}"
        env = environment(database, LOG_FORMAT=form, COURSEBOOK_CLOCK=str(tmp_path / "clock"), **office.settings())
        with a_web_process(env, application=AS_ON_A_SERVER) as (origin, server):
            person, desk = NotingBrowser(origin), NotingBrowser(origin)
            said = journey(person, desk, env)
            db.session.rollback()
            another = a_session(on=clock.today() + timedelta(days=50)).id
            hidden_table()
            page = person.open_page("/sign-in").press(SEND_ME_A_CODE, email=PERSON["email"])
            assert page.status == 200  # a code is written without the log
            broken = person.open_page(f"/sessions/{another}/book")
            assert _booked(broken).status == 500
            said.append(server.said)
            addresses = [*person.addresses, *desk.addresses]
    assert PERSON["email"] in office.recipients
    written = "\n".join(said).casefold()
    assert all(word in written for word in ("booking_places.book", "records_desk.find", "500", "fault"))
    assert {word for word in SECRET if word.casefold() in written} == set()
    asked = "\n".join(addresses).casefold().replace("%40", "@").replace("+", " ")
    assert {word for word in SECRET if word.casefold() in asked} == set()


def journey(person: NotingBrowser, desk: NotingBrowser, env: dict[str, str]) -> list[str]:
    """Booking, confirming, a wrong form, signing in, details, withdrawing, register, charge, evaluation, searches."""
    a_policy()
    make_the_defaults(at=NOW)
    session, missed = a_session(), a_past_session()
    page = _booked(person.open_page(f"/sessions/{session.id}/book"), email="zenobia.quillfeather@")
    assert page.problems
    page = _booked(page, email=PERSON["email"])
    assert (page.status, page.problems) == (200, []), page
    db.session.rollback()
    page.press("Confirm my place", code=code_in(mail_to(PERSON["email"])[0]))
    booking = db.session.query(Booking).one()
    zenobia = booking.practitioner
    db.session.rollback()
    person.open_page(f"/bookings/{booking.id}/needs").press(SAVE_MY_NEEDS, access_needs="Zenobia needs a loop")
    person.open_page("/my-details/address").press("Send the codes", email=NEW_ADDRESS)
    person.open_page(f"/bookings/{booking.id}/withdraw").press("Withdraw")
    db.session.rollback()  # what the test has read must not be older than what it writes
    _afterwards(
        person, a_booking(missed, zenobia, Outcome.NO_SHOW), a_booking(a_past_session(), zenobia, Outcome.ATTENDED)
    )
    _at_the_desk(desk, zenobia, missed.id)
    return [_ran(a_scheduler, env), _ran(a_mail_worker, env)]


def _booked(page: Page, **typed: str) -> Page:
    """The booking form filled in and sent, in whichever of its forms stands there."""
    known = {"name": PERSON["name"], "job_role": "Nurse", "agency_not_listed": "y", "agency_other": "Quillers"}
    known |= {"manager_name": BOSS["name"], "manager_email": BOSS["email"], "accepts_terms": "y"}
    has_address = page.soup.find(attrs={"name": "email"}) is not None
    button = "Continue" if has_address else "Book my place"
    return page.press(button, **(known | (typed if has_address else {})))


def _afterwards(person: NotingBrowser, absent: Booking, came: Booking) -> None:
    """A charge explained, and questions answered in words that name somebody."""
    charge = a_charge(absent, state=ChargeState.ASKED, answer_by=clock.now())
    an_issued(came, a_questionnaire(9))
    for path in (Secret("reason", charge.id).path(), Secret("after", came.id).path()):
        page = person.open_page(path)
        typed = {field["name"]: "Zenobia Quillfeather says so." for field in page.soup.select("main textarea")}
        buttons = list(page.soup.select("main form button"))
        assert buttons, page
        page.press(" ".join(buttons[-1].get_text(" ").split()), **typed)


def _at_the_desk(desk: NotingBrowser, zenobia: User, missed_id: int) -> None:
    db.session.rollback()
    a_user(Role.TRAINING_MANAGER, **MANAGER)
    agency, at_sign_in = zenobia.agency_id, desk.open_page("/sign-in")
    at_code = at_sign_in.press(SEND_ME_A_CODE, email=MANAGER["email"])
    db.session.rollback()
    at_code.press("Sign in", code=code_in(mail_to(MANAGER["email"])[-1]))
    page = desk.open_page("/manage/people").press("Find", q="zenobia quillf")
    page = page.click(PERSON["name"]).click("Correct these details").press("Save", name=NEW_NAME)
    assert page.h1 == NEW_NAME
    page = page.click("Back to people")
    assert page.has_link(NEW_NAME)
    page = desk.open_page(f"/registers/{missed_id}").press("Find", q="Zenobia")
    assert "search=" in desk.addresses[-2]
    page.press(f"Left early: {PERSON['name']}")
    desk.open_page("/charges").press("Find", q="zenobia")
    desk.open_page(f"/manage/agencies/{agency}").press("Find", q="Larkspur")
    desk.open_page(f"/manage/agencies/{agency}/contacts/new").press("Add the contact", name=OFFICE, telephone=TELEPHONE)
    desk.open_page("/manage/audit-trail").press("Find the person", q=PERSON["email"])
    db.session.rollback()


def _ran(process: Any, env: dict[str, str]) -> str:
    """All that a process says that does once what is to be done."""
    with process(env, "--once") as running:
        assert running.wait() == 0, running.said
        return str(running.said)


def test_the_web_servers_example_writes_neither_addresses_nor_visitors() -> None:
    """What stands in nginx's log is its format's; gunicorn's access log is off."""
    served = (ROOT / "docs" / "serving" / "nginx.conf").read_text(encoding="utf-8")
    (form,) = re.findall(r"log_format coursebook '([^']+)'", served)
    known = {"$time_iso8601", "$request_id", "$request_method", "$status", "$request_time", "$body_bytes_sent"}
    assert set(form.split()) == known
    assert re.findall(r"access_log ([^;]+);", served) == ["off", "/var/log/nginx/coursebook.log coursebook"]
    assert "access-log" not in (ROOT / "docs" / "serving" / "coursebook-web.service").read_text(encoding="utf-8")


def test_the_last_searches_of_a_browser_are_kept_by_a_number(app: Flask) -> None:
    with app.test_request_context():
        assert (keep_search("  "), last_search(), kept_search(None)) == (None, None, "")
        first = keep_search(" rosa\0 diaz ")
        assert kept_search(first) == "rosa diaz"
        numbers = [keep_search(f"name {number}") for number in range(9)]
        assert (kept_search(first), kept_search(numbers[-1]), last_search()) == ("", "name 8", numbers[-1])
        assert kept_search(keep_search("x" * 500)) == "x" * 100
        again = keep_search("name 7")
        assert (again, kept_search(again), last_search()) == (numbers[-2], "name 7", again)
