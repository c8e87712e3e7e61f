"""Charges: proposed by the jobs from what the terms give, decided by a person."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.booking.states import Outcome
from app.core.roles import Role
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
from tests.words import (
    CHARGE_IS_CONFIRMED,
    CHOOSE_THE_REASON,
    CONFIRM_THE_CHARGE,
    GIVE_THE_REASON_IN_WORDS,
    KEEP_IT_WITH_THE_CHARGE,
    WAIVE_THE_CHARGE,
    WHAT_WERE_YOU_TOLD,
)

pytestmark = pytest.mark.lasts_long


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
    expect(charges.get_by_role("row")).to_have_count(0)
    follow(charges, "Waiting for a reason (2, £100)")
    expect(charges.get_by_role("row")).to_have_count(1 + 2)
    words(charges).to_contain_text("Confirmed, to bill (0)")
    words(charges).not_to_contain_text("Cy Marsh")


def told(charges: Page, name: str) -> None:
    """The office writes down what it was told about somebody."""
    follow(charges, "Waiting for a reason (2, £100)")
    follow(charges, name)
    heading(charges).to_have_text(f"£50 for {name}")
    words(charges).to_contain_text("Did not attend: £50 for this session (Booking terms).")
    charges.get_by_label(WHAT_WERE_YOU_TOLD).fill("Ill, says the manager.")
    press(charges, KEEP_IT_WITH_THE_CHARGE)


def test_a_charge_is_confirmed_once_it_was_explained(charges: Page):
    told(charges, "Ann Green")
    press(charges, CONFIRM_THE_CHARGE)
    notice(charges).to_contain_text(CHARGE_IS_CONFIRMED)
    follow(charges, "Confirmed, to bill (1, £50)")
    words(charges).to_contain_text("Ann Green")


def test_a_charge_is_waived_only_with_a_reason_which_is_kept(charges: Page):
    told(charges, "Bo Hill")
    press(charges, WAIVE_THE_CHARGE)
    problems(charges).to_have_text([CHOOSE_THE_REASON, GIVE_THE_REASON_IN_WORDS])
    charges.get_by_label("Sickness").check()
    charges.get_by_label("In your words").fill("Sickness, with the manager’s word.")
    press(charges, WAIVE_THE_CHARGE)
    notice(charges).to_contain_text("The charge is waived")
    follow(charges, "Waived or taken back (1, £50)")
    follow(charges, "Bo Hill")
    words(charges).to_contain_text("Sickness, with the manager’s word.")
    expect(charges.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_finance_reads_charges_and_decides_none(charges: Page, phone: Page):
    sign_in(phone, a_user(Role.FINANCE))
    visit(phone, "/charges?tab=waiting")
    follow(phone, "Ann Green")
    heading(phone).to_have_text("£50 for Ann Green")
    expect(phone.get_by_role("main").get_by_role("button")).to_have_count(0)
