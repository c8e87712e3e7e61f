"""The navigation, and what higher rooms let stand on the pages of lower ones."""

import re

import pytest
from flask import Flask

from app import create_app
from app.core.roles import Role
from app.rooms import NAVIGATION
from app.web import navigation
from app.web.access import EVERYONE, may_open
from app.web.navigation import in_navigation, linked_from, navigation_of, page_of
from tests.builders import a_user
from tests.conftest import ROOT, settings
from tests.page import Visitor

TEAM = ["Today", "Programme", "People", "Registers", "Charges", "Evaluation", "Reports", "Outbox"]
PUBLIC = ["Programme", "Learning Week", "Lunchtime", "E-learning", "My bookings", "My training"]
SEEN_BY = {
    None: PUBLIC,
    Role.PRACTITIONER: PUBLIC,
    Role.TRAINER: [*PUBLIC, "Sessions I train", "Registers", "What changed"],
    Role.AGENCY_LEAD: [*PUBLIC, "My agency"],
    Role.FINANCE: [*PUBLIC, "Charges", "Bills"],
    Role.TRAINING_OFFICER: TEAM,
    Role.TRAINING_MANAGER: [*TEAM[:6], "Audit trail", *TEAM[6:], "Staff", "Settings"],
}


@pytest.fixture(scope="module")
def house() -> Flask:
    return create_app(settings("sqlite://"))


@pytest.mark.parametrize("role", list(SEEN_BY))
def test_each_role_sees_its_own_items_in_the_houses_order(house: Flask, role: Role | None) -> None:
    with house.app_context():
        assert [item.label for item in navigation_of(role)] == SEEN_BY[role]


@pytest.mark.parametrize("role", list(SEEN_BY))
def test_each_item_resolves_to_a_view_that_is_open_to_those_who_see_it(house: Flask, role: Role | None) -> None:
    """Somebody who isn't signed in is asked to sign in for what is their own."""
    with house.test_request_context():
        for item in navigation_of(role):
            view = house.view_functions[item.endpoint]
            assert house.url_map.bind("").build(item.endpoint)
            assert role is None or may_open(role, view), f"{item.label} is closed to {role}"


def test_every_label_of_the_order_has_an_item(house: Flask) -> None:
    assert {item.label for item in house.extensions["navigation"].items} == set(NAVIGATION)


def test_a_page_stands_under_an_item_that_there_is() -> None:
    found = {
        label
        for path in (ROOT / "templates").rglob("*.html")
        for line in re.findall(r"{% set here = (.*?)%}", path.read_text(encoding="utf-8"))
        for label in re.findall(r'"([A-Z][^"]*)"', line)
    }
    assert found <= set(NAVIGATION)
    assert len(found) > 5


def test_a_page_marks_the_item_that_it_stands_under(visitor: Visitor) -> None:
    visitor.sign_in(a_user(role=Role.TRAINING_OFFICER))
    page = visitor.open_page("/manage/terms")
    assert [link.get_text() for link in page.soup.select(".cb-nav [aria-current]")] == ["Charges"]


def test_what_two_views_say_they_are_the_page_of_is_refused() -> None:
    two = Flask("two pages of one thing")
    for name in ("one", "other"):
        two.add_url_rule(f"/{name}", name, page_of("session")(lambda: ""))
    with pytest.raises(ValueError, match="both the page of 'session'"):
        navigation.install(two, order=())


def test_an_item_that_the_order_forgets_is_refused() -> None:
    new = Flask("a new item")
    new.add_url_rule("/new", "new", in_navigation("New", EVERYONE)(lambda: ""))
    with pytest.raises(ValueError, match="tuple.index"):
        navigation.install(new, order=())


def test_links_about_a_record_are_those_that_are_true_of_it_and_open_to_the_reader() -> None:
    house = Flask("links about a session")
    for name, roles, when in (
        ("all", EVERYONE, lambda session: True),
        ("finance", frozenset({Role.FINANCE}), lambda session: True),
        ("past", EVERYONE, lambda session: session == "past"),
    ):
        view = linked_from("session", name.capitalize(), when=when)(lambda session: session)
        view.open_to = roles  # type: ignore[attr-defined]
        house.add_url_rule(f"/{name}/<session>", name, view)
    navigation.install(house, order=())

    def words(session: str, role: Role) -> list[tuple[str, str]]:
        with house.test_request_context():
            found = navigation.links_about("session", session, role=role, session=session)
            return [(link.words, address) for link, address in found]

    assert words("past", Role.TRAINER) == [("All", "/all/past"), ("Past", "/past/past")]
    assert words("next", Role.FINANCE) == [("All", "/all/next"), ("Finance", "/finance/next")]
    with house.test_request_context():
        assert list(navigation.links_about("course", "next", role=Role.TRAINER)) == []
