"""What is still to be set up, on Today."""

from typing import Any

from app.core.roles import Role
from app.programme.models_sessions import SessionState
from app.settings import services as settings
from app.settings.rules_partnership import PartnershipDetails
from tests.builders import a_course, a_manager, a_policy, a_session, a_trainer, a_user, an_agency
from tests.conftest import NOW
from tests.data.everything import an_invitation
from tests.page import Page, Visitor


def undone(page: Page) -> list[str]:
    steps = page.soup.select(".cb-step")
    return [step.a.get_text() for step in steps if "To do" in step.get_text()]


def say_who_we_are(**details: str) -> None:
    settings.change(PartnershipDetails(**details), by=None, at=NOW)


def test_today_says_what_to_do_next_with_a_tick_from_the_data(visitor: Visitor) -> None:
    visitor.sign_in(a_user(Role.TRAINING_MANAGER, agency=None))
    steps: dict[str, Any] = {
        "The partnership’s name and contact": lambda: say_who_we_are(mailbox="training@example.org"),
        "Booking terms": a_policy,
        "Agencies": an_agency,
        "Trainers": a_trainer,
        "The first course": a_course,
        "The first session": a_session,
        "The first colleague": lambda: a_user(Role.TRAINING_OFFICER),
    }
    for number, make in enumerate(steps.values()):
        assert undone(visitor.open_page("/today/set-up")) == list(steps)[number:]
        make()
    assert undone(visitor.open_page("/today/set-up")) == []


def test_a_step_is_done_once_it_serves_its_purpose(visitor: Visitor) -> None:
    """A name alone reaches nobody, a draft can't be booked, and a trainer of the pool was never invited."""
    manager = a_manager()
    visitor.sign_in(manager)
    say_who_we_are(name="Newshire Partnership")
    a_session(state=SessionState.DRAFT)
    a_user(Role.TRAINER)
    left = undone(visitor.open_page("/today/set-up"))
    assert {"The partnership’s name and contact", "The first session", "The first colleague"} <= set(left)
    an_invitation(invited_by_id=manager.id)
    assert "The first colleague" not in undone(visitor.open_page("/today/set-up"))


def test_each_step_leads_to_a_page_that_opens(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/today")
    links = [step.a["href"] for step in page.soup.select(".cb-step")]
    assert len(links) >= 6
    assert {visitor.open_page(link).status for link in links} == {200}


def test_the_list_can_be_hidden_and_found_again(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/today").press("Hide this")
    assert "hidden" in page.notice
    assert not undone(page)
    assert undone(page.click("Setting up"))


def test_the_list_is_the_managers(visitor: Visitor) -> None:
    assert not undone(visitor.sign_in(a_user(Role.TRAINING_OFFICER)).open_page("/today"))
