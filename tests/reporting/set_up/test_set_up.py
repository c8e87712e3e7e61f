"""What is still to be set up, on Today."""

from typing import Any

from app.core.roles import Role
from tests.builders import a_course, a_manager, a_policy, a_session, a_trainer, a_user, an_agency
from tests.page import Page, Visitor


def undone(page: Page) -> list[str]:
    steps = page.soup.select(".cb-step")
    return [step.a.get_text() for step in steps if "To do" in step.get_text()]


def test_today_says_what_to_do_next_with_a_tick_from_the_data(visitor: Visitor) -> None:
    visitor.sign_in(a_user(Role.TRAINING_MANAGER, agency=None))
    steps = ["Booking terms", "Agencies", "Trainers", "The first course", "The first session", "The first colleague"]
    made: list[Any] = [a_policy, an_agency, a_trainer, a_course, a_session, lambda: a_user(Role.TRAINING_OFFICER)]
    for number, make in enumerate(made):
        assert undone(visitor.open_page("/today/set-up"))[-len(steps) + number :] == steps[number:]
        make()
    assert undone(visitor.open_page("/today/set-up")) in ([], ["The partnership’s name and contact"])


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
