"""Charges to decide: the training team decides, finance reads."""

from datetime import date, time

import pytest
from flask import Flask

from app import clock
from app.booking.models import Outcome
from app.booking.services import book_place, delegate_of, withdraw
from app.charging import queries
from app.charging.models import Charge, ChargeState
from app.charging.services import propose_charges
from app.database import db
from app.roles import Role
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_manager,
    a_past_session,
    a_policy,
    a_session,
    a_user,
    an_agency,
)
from tests.conftest import NOW
from tests.page import Visitor


@pytest.fixture
def charge(app: Flask) -> Charge:
    session = a_past_session(a_course("Complex neglect"))
    a_closed_register(session)
    person = a_user(name="Bob Smith", agency=an_agency("Northbridge Council"))
    a_booking(session, person, Outcome.NO_SHOW, policy=a_policy(name="Terms 2026-27"))
    propose_charges(at=NOW)
    return queries.charges()[0]


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def test_a_manager_looks_at_a_charge_and_confirms_it(team: Visitor, charge: Charge) -> None:
    page = team.open_page("/charges")
    assert "To decide (1, £25)" in page.words
    row = " ".join(page.soup.select_one("tbody tr").get_text(" ").split())
    assert row == "Bob Smith Complex neglect, Sun 22 Nov 2026 Northbridge Council Did not attend £25"
    page = page.click("Bob Smith")
    assert page.h1 == "£25 for Bob Smith"
    assert "Did not attend: £25 for this session (Terms 2026-27)." in page.words
    page = page.press("Confirm the charge")
    assert page.notice == "The charge is confirmed."
    assert charge.state is ChargeState.CONFIRMED
    page = page.click("Confirmed (1, £25)").click("Bob Smith")
    assert "Decided Monday 23 November 2026 by" in page.words
    assert not page.soup.find("button", string="Confirm the charge")


def test_waiving_asks_for_the_reason_beside_the_field(team: Visitor, charge: Charge) -> None:
    page = team.open_page(f"/charges/{charge.id}").press("Waive the charge", reason="  ")
    assert page.problems == ["Give the reason for waiving this charge"]
    assert page.error_beside("reason") == page.problems[0]
    page = page.press("Waive the charge", reason="x" * 1001)
    assert page.error_beside("reason") == "Reason for waiving must be 1,000 characters or fewer"
    assert page.soup.find(id="reason").get_text().strip() == "x" * 1001
    page = page.press("Waive the charge", reason="Sick,\nsays the manager")
    assert page.notice == "The charge is waived, and the reason is kept with it."
    assert (charge.state, charge.reason) == (ChargeState.WAIVED, "Sick,\nsays the manager")
    assert "Sick, says the manager" in team.open_page(f"/charges/{charge.id}").words


def test_the_second_of_two_officers_is_told_what_was_decided(team: Visitor, charge: Charge) -> None:
    waiting = team.open_page(f"/charges/{charge.id}")
    team.open_page(f"/charges/{charge.id}").press("Waive the charge", reason="Ill")
    refused = waiting.press("Confirm the charge")
    assert (refused.status, refused.h1) == (409, "That didn’t work")
    assert "This charge is already waived." in refused.words
    again = waiting.press("Waive the charge", reason="Other")
    assert again.problems == ["This charge is already waived."]
    assert charge.reason == "Ill"


def test_the_reason_given_on_withdrawing_is_before_the_officers_eyes(team: Visitor) -> None:
    a_policy()
    user, session = a_user(), a_session()
    booking = book_place(session, delegate_of(user), by=user, at=NOW)
    late = clock.from_london(date(2026, 12, 18), time(12))
    withdraw(booking, by=user, at=late, reason="Called to court\non the day")
    propose_charges(at=late)
    page = team.open_page(f"/charges/{queries.charges()[0].id}")
    assert "Their reason Called to court on the day" in page.words
    assert "free until 9:30am, Thursday 17 December" in page.words


def test_finance_reads_charges_and_decides_none(visitor: Visitor, charge: Charge) -> None:
    visitor.sign_in(a_user(Role.FINANCE))
    page = visitor.open_page("/charges").click("Bob Smith")
    assert page.h1 == "£25 for Bob Smith"
    assert not page.soup.select("main form")
    assert not visitor.open_page("/charges").has_link("Versions of the booking terms")
    token = page.soup.find(attrs={"name": "csrf_token"})["value"]
    for deed in ("confirm", "waive"):
        refused = visitor.open_page(
            f"/charges/{charge.id}/{deed}", method="POST", data={"csrf_token": token, "reason": "Please"}
        )
        assert refused.status == 403
    assert charge.is_proposed


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINER, Role.AGENCY_LEAD])
def test_others_see_no_charges(visitor: Visitor, charge: Charge, role: Role) -> None:
    visitor.sign_in(a_user(role))
    for address in ("/charges", f"/charges/{charge.id}", "/charges/424242"):
        assert visitor.open_page(address).status == 403


def test_no_charge_says_so_in_each_list(team: Visitor) -> None:
    assert "No charge to decide." in team.open_page("/charges").words
    assert "No charge here yet." in team.open_page("/charges?state=waived").words


def test_an_unknown_state_or_number_is_no_error(team: Visitor, charge: Charge) -> None:
    assert team.open_page("/charges?state=nonsense").status == 200
    for number in ("0", "424242", "9" * 30):
        assert team.open_page(f"/charges/{number}").status == 404
    db.session.rollback()
