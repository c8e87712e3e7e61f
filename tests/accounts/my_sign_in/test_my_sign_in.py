"""How a person signs in, on one page."""

from flask import Flask

from app.core.database import db
from app.core.roles import Role
from tests.accounts.authenticator.apps import a_phone
from tests.builders import a_manager, a_user
from tests.page import Visitor


def test_a_practitioner_sees_their_address_and_devices_and_no_app(visitor: Visitor) -> None:
    user = a_user()
    page = visitor.sign_in(user).open_page("/").click("My sign-in")
    assert page.h1 == "My sign-in"
    assert user.email in page.words
    assert "Authenticator app" not in page.words
    assert page.click("Where you are signed in").h1 == "Where you are signed in"
    assert not page.has_link("How staff sign in")


def test_who_was_staff_and_has_an_app_can_still_do_without_it(visitor: Visitor) -> None:
    user = a_user(Role.TRAINER)
    a_phone(user)
    page = visitor.sign_in(user).open_page("/account/sign-in")
    assert page.has_link("Move it to another phone")
    user.role = Role.PRACTITIONER
    db.session.commit()
    page = visitor.open_page("/account/sign-in")
    assert page.has_link("Remove it")
    assert not page.has_link("Move it to another phone")


def test_a_manager_is_led_to_how_colleagues_sign_in(app: Flask, visitor: Visitor) -> None:
    assert visitor.sign_in(a_manager()).open_page("/account/sign-in").has_link("How staff sign in")
    for role in set(Role) - {Role.TRAINING_MANAGER}:
        assert not Visitor(app).sign_in(a_user(role)).open_page("/account/sign-in").has_link("How staff sign in")
