"""An empty installation is set up by one link."""

import pytest
from flask import Flask

from app.accounts.models import User
from app.accounts.setting_up import services
from app.accounts.setting_up.emails import SET_UP
from app.accounts.setting_up.refusals import SetUpAlready
from app.core.database import db
from app.core.links import six_digit_code
from app.core.roles import Role
from tests.builders import a_manager, a_user, code_in, mail_to
from tests.conftest import NOW
from tests.page import Visitor

MIA = "mia@example.org"


def test_the_first_manager_sets_up_an_empty_installation_and_sees_what_to_do(app: Flask, visitor: Visitor) -> None:
    page = visitor.open_page(SET_UP.path())
    assert page.h1 == "Set up Coursebook"
    page = page.press("Continue", name="Mia Hart", email="Mia@Example.org")
    assert db.session.query(User).count() == 0  # nobody, before the address is proved
    page = page.press("Become the training manager", code=code_in(mail_to(MIA)[0]))
    assert page.address == "/today"
    assert "Set up Coursebook 0 of" in page.words
    mia = db.session.query(User).one()
    assert (mia.email, mia.name, mia.role, mia.address_proved_at) == (MIA, "Mia Hart", Role.TRAINING_MANAGER, NOW)


def test_the_link_works_until_there_is_a_manager(app: Flask, visitor: Visitor) -> None:
    late = visitor.open_page(SET_UP.path())
    proof = services.ask_for_code(name="Mia", email=MIA, at=NOW)
    a_manager()
    assert late.press("Continue", name="Eve", email="eve@example.org").refuses(SetUpAlready)
    assert "is set up" in Visitor(app).open_page(SET_UP.path()).words
    with pytest.raises(SetUpAlready):
        services.make_first_manager(proof, code=six_digit_code(proof.id), name="Mia", at=NOW)


def test_a_practitioner_who_booked_before_can_be_the_first_manager(app: Flask) -> None:
    user = a_user(email=MIA)
    proof = services.ask_for_code(name="Mia Hart", email=MIA, at=NOW)
    assert services.make_first_manager(proof, code=six_digit_code(proof.id), name="Mia Hart", at=NOW) is user
    assert user.role is Role.TRAINING_MANAGER


def test_the_link_is_printed_again_and_mailed_once(app: Flask) -> None:
    printed = app.test_cli_runner().invoke(args=["set-up-link"])
    assert printed.stdout.strip() == SET_UP.reveal()
    assert services.mail_set_up_link(email=MIA, at=NOW)
    assert not services.mail_set_up_link(email=MIA, at=NOW)
    assert len(mail_to(MIA)) == 1
    a_manager()
    refused = app.test_cli_runner().invoke(args=["set-up-link"])
    assert (refused.exit_code, SetUpAlready.message in refused.output) == (1, True)


def test_without_a_mail_server_the_page_shows_the_code(visitor: Visitor) -> None:
    page = visitor.open_page(SET_UP.path()).press("Continue", name="Mia", email=MIA)
    assert code_in(mail_to(MIA)[0]) in page.words


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"name": "", "email": MIA}, "Enter your name"),
        ({"name": "Mia", "email": ""}, "Enter your e-mail address"),
        ({"name": "Mia", "email": "mia"}, "Enter an e-mail address in the form name@example.org"),
        ({"name": "M" * 201, "email": MIA}, "Your name must be 200 characters or fewer"),
    ],
)
def test_bad_input_is_told_in_the_form(visitor: Visitor, typed: dict[str, str], complaint: str) -> None:
    assert visitor.open_page(SET_UP.path()).press("Continue", **typed).problems == [complaint]
