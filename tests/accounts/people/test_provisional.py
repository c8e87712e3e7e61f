"""A row that a stranger's hold made stands in nobody's way: whoever proves the address, or is given it, has it."""

import pytest
from flask import Flask

from app.accounts.details.services_address import correct_address
from app.accounts.models import User
from app.accounts.people import queries, services
from app.accounts.setting_up.services import ask_for_code, make_first_manager
from app.accounts.staff.services import accept_invitation, account_of_trainer
from app.core.links import six_digit_code
from app.core.roles import Role
from tests.builders import a_manager, a_user
from tests.conftest import NOW
from tests.data.everything import an_invitation

EMAIL = "typed@example.org"


@pytest.fixture
def row(app: Flask) -> User:
    return services.enrol_provisional(email=EMAIL, name="Typed by a stranger", at=NOW)


def test_an_invitation_is_accepted_by_whoever_reads_the_mail(row: User) -> None:
    user = accept_invitation(an_invitation(EMAIL), version=1, name="Ola Reed", at=NOW)
    assert (user.id, user.name, user.role, user.is_provisional) == (row.id, "Ola Reed", Role.TRAINING_OFFICER, False)


def test_a_trainer_of_the_pool_gets_an_account(row: User) -> None:
    user = account_of_trainer(name="Jo Bell", email=EMAIL, by=a_manager(), at=NOW)
    assert (user.id, user.name, user.role, user.is_provisional) == (row.id, "Jo Bell", Role.TRAINER, False)


def test_the_first_manager_becomes_one(row: User) -> None:
    proof = ask_for_code(name="Mia Hart", email=EMAIL, at=NOW)
    user = make_first_manager(proof, code=six_digit_code(proof.id), name="Mia Hart", at=NOW)
    assert (user.id, user.role, user.is_provisional) == (row.id, Role.TRAINING_MANAGER, False)


def test_an_address_that_the_office_corrects_is_the_persons(row: User) -> None:
    person = a_user()
    correct_address(person, EMAIL, "She rang us.", by=a_manager(), at=NOW)
    assert person.email == EMAIL
    assert queries.user_by_email(EMAIL) is person
    assert row.is_provisional
