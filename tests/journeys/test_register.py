"""The register on a telephone: when it opens, one tap for all, exceptions, somebody at the door, closing."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from app.attendance.registers.refusals import MarkingNotOpen, SaidByNeeded
from app.programme.models_sessions import TrainingSession
from tests.builders import a_booking, a_course, a_manager, a_session, a_user, an_agency
from tests.conftest import NOW
from tests.journeys.browsing import follow, heading, notice, press, problems, visit, words
from tests.journeys.live import Site
from tests.journeys.steps import sign_in
from tests.words import (
    ADD_SOMEONE_WHO_CAME,
    ADD_TO_THE_REGISTER,
    CLOSE_THE_REGISTER,
    CLOSES_ONCE_IT_HAS_ENDED,
    DID_NOT_ATTEND,
    EVERYONE_IS_HERE,
    MARK_AS_EXCUSED,
    NAME_OR_AGENCY,
    REGISTER_IS_CLOSED,
)


@pytest.fixture
def session(site: Site) -> TrainingSession:
    """Tomorrow morning, with three people."""
    session = a_session(a_course("Complex Neglect"), on=(NOW + timedelta(days=1)).date())
    for name in ("Ann Green", "Bo Hill", "Cy Marsh"):
        a_booking(session, a_user(name=name), access_needs="Hearing loop" if name == "Bo Hill" else "")
    return session


@pytest.fixture
def register(site: Site, phone: Page, session: TrainingSession) -> Page:
    """Open on a manager's telephone, an hour before the start."""
    sign_in(phone, a_manager())
    site.clock_at(session.starts_at - timedelta(hours=1))
    visit(phone, f"/registers/{session.id}")
    return phone


def person(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=name)


def test_marking_opens_an_hour_before_the_start(site: Site, register: Page, session: TrainingSession):
    site.clock_at(session.starts_at - timedelta(hours=1, seconds=1))
    register.reload()
    words(register).to_contain_text(MarkingNotOpen.message)
    expect(register.get_by_role("main").get_by_role("button")).to_have_count(2)  # the search, and the code for the room

    site.clock_at(session.starts_at - timedelta(hours=1))
    register.get_by_role("button", name="Menu").click()
    follow(register, "Registers")
    follow(register, "Complex Neglect")
    expect(register.get_by_role("button", name=EVERYONE_IS_HERE)).to_be_visible()
    expect(person(register, "Bo Hill")).to_contain_text("Hearing loop")


def test_everyone_is_marked_with_one_tap_and_then_the_exceptions(site: Site, register: Page):
    press(register, EVERYONE_IS_HERE)
    notice(register).to_contain_text("3 people are marked here.")
    words(register).to_contain_text("3 here · 0 not · 0 to mark")

    bo = person(register, "Bo Hill")
    bo.get_by_text("Bo Hill", exact=True).click()
    press(register, DID_NOT_ATTEND, within=bo)
    expect(bo).to_contain_text(DID_NOT_ATTEND)
    words(register).to_contain_text("2 here · 1 not · 0 to mark")

    bo.get_by_text("Bo Hill", exact=True).click()
    press(register, "Undo", within=bo)
    press(register, "Mark here", within=bo)
    words(register).to_contain_text("3 here · 0 not · 0 to mark")


def test_what_was_marked_last_is_undone_from_wherever_the_page_stands(site: Site, register: Page):
    press(register, "Mark here", within=person(register, "Cy Marsh"))
    notice(register).to_contain_text("Cy Marsh is marked here.")
    expect(register.get_by_role("status")).to_be_in_viewport()
    press(register, "Undo what was marked for Cy Marsh")
    words(register).to_contain_text("0 here · 0 not · 3 to mark")


def test_a_register_is_searched_as_one_types_and_marking_keeps_what_was_typed(site: Site, register: Page):
    register.get_by_label(NAME_OR_AGENCY).press_sequentially("bo")
    expect(person(register, "Ann Green")).to_be_hidden()
    expect(person(register, "Bo Hill")).to_be_visible()
    expect(register.locator("[data-found]")).to_have_text("1 person shown")
    press(register, "Mark here", within=person(register, "Bo Hill"))
    notice(register).to_contain_text("Bo Hill is marked here.")
    expect(register.get_by_label(NAME_OR_AGENCY)).to_have_value("bo")
    expect(person(register, "Ann Green")).to_be_hidden()
    register.get_by_label(NAME_OR_AGENCY).fill("")
    expect(person(register, "Ann Green")).to_be_visible()


def test_an_absence_is_excused_by_somebody(site: Site, register: Page):
    ann = person(register, "Ann Green")
    ann.get_by_text("Not here, or only in part").click()
    _follow_excused(register, ann)
    press(register, MARK_AS_EXCUSED)
    problems(register).to_have_text(SaidByNeeded.message)
    register.get_by_label("Who said so?").fill("the line manager")
    press(register, MARK_AS_EXCUSED)
    expect(person(register, "Ann Green")).to_contain_text("Excused, says the line manager")


def _follow_excused(register: Page, ann: Locator) -> None:
    with register.expect_navigation(wait_until="domcontentloaded"):
        ann.get_by_role("link", name="Excused").click()


def test_somebody_who_came_without_a_booking_is_added_at_the_door(site: Site, register: Page):
    an_agency("Anyshire Police")
    follow(register, ADD_SOMEONE_WHO_CAME)
    press(register, ADD_TO_THE_REGISTER)
    problems(register).to_have_count(3)
    register.get_by_label("Name", exact=True).fill("Dee Stone")
    register.get_by_role("textbox", name="E-mail address").fill("dee@example.org")
    register.get_by_label("Agency", exact=True).fill("anyshire police")
    press(register, ADD_TO_THE_REGISTER)
    notice(register).to_have_text("Dee Stone is on the register as a walk-in.")
    expect(person(register, "Dee Stone")).to_contain_text("Walk-in")


def test_a_register_is_closed_once_the_session_is_over_and_everybody_is_marked(
    site: Site, register: Page, session: TrainingSession
):
    press(register, "Mark here", within=person(register, "Ann Green"))
    words(register).to_contain_text(CLOSES_ONCE_IT_HAS_ENDED)

    site.clock_at(session.ends_at)
    register.reload()
    press(register, CLOSE_THE_REGISTER)
    problems(register).to_have_text("2 people are not marked yet. Mark everyone, then close.")

    press(register, EVERYONE_IS_HERE)
    press(register, CLOSE_THE_REGISTER)
    notice(register).to_contain_text(REGISTER_IS_CLOSED)
    words(register).to_contain_text("This register was closed on Tuesday 24 November 2026.")
    expect(register.get_by_role("main").get_by_role("button")).to_have_count(1)  # the search alone
    heading(register).to_contain_text("Complex Neglect")
