"""Charges: proposed by the jobs from what the terms give, decided by a person."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.booking.models import Outcome
from app.roles import Role
from tests.builders import (
    FULL_DAY,
    a_booking,
    a_closed_register,
    a_manager,
    a_policy,
    a_session,
    a_user,
    an_agency,
)
from tests.conftest import NOW
from tests.journeys.browsing import follow, heading, notice, press, problems, visit, words
from tests.journeys.live import Site
from tests.journeys.steps import sign_in


@pytest.fixture
def charges(site: Site, desk: Page) -> Page:
    """The manager's list, after a day at which two stayed away without a word, one with, and two came."""
    policy, police = a_policy(), an_agency("Anyshire Police")
    session = a_session(on=(NOW - timedelta(days=3)).date(), hours=FULL_DAY)
    for name, outcome in (
        ("Ann Green", Outcome.NO_SHOW),
        ("Bo Hill", Outcome.NO_SHOW),
        ("Cy Marsh", Outcome.EXCUSED),
        ("Dee Stone", Outcome.ATTENDED),
    ):
        a_booking(session, a_user(name=name, agency=police), outcome, policy=policy)
    a_closed_register(session)
    site.run_jobs()
    site.run_jobs()
    sign_in(desk, a_manager())
    visit(desk, "/charges")
    return desk


def test_an_unexplained_absence_is_proposed_once_and_nothing_is_charged_by_itself(charges: Page):
    expect(charges.get_by_role("row")).to_have_count(1 + 2)
    words(charges).to_contain_text("To decide (2, £100)")
    words(charges).to_contain_text("Confirmed (0)")
    words(charges).not_to_contain_text("Cy Marsh")


def test_a_charge_is_confirmed(charges: Page):
    follow(charges, "Ann Green")
    heading(charges).to_have_text("£50 for Ann Green")
    words(charges).to_contain_text("Did not attend: £50 for this session (Booking terms).")
    press(charges, "Confirm the charge")
    notice(charges).to_have_text("The charge is confirmed.")
    follow(charges, "Confirmed (1, £50)")
    words(charges).to_contain_text("Ann Green")


def test_a_charge_is_waived_only_with_a_reason_which_is_kept(charges: Page):
    follow(charges, "Bo Hill")
    press(charges, "Waive the charge")
    problems(charges).to_have_text("Give the reason for waiving this charge")
    charges.get_by_label("Reason for waiving").fill("Sickness, with the manager’s word.")
    press(charges, "Waive the charge")
    notice(charges).to_contain_text("The charge is waived")
    follow(charges, "Waived (1, £50)")
    follow(charges, "Bo Hill")
    words(charges).to_contain_text("Sickness, with the manager’s word.")
    expect(charges.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_finance_reads_charges_and_decides_none(charges: Page, phone: Page):
    sign_in(phone, a_user(Role.FINANCE))
    visit(phone, "/charges")
    follow(phone, "Ann Green")
    heading(phone).to_have_text("£50 for Ann Green")
    expect(phone.get_by_role("main").get_by_role("button")).to_have_count(0)
