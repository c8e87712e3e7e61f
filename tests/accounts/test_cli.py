"""Accounts from the command line: 0 on success, 1 with the reason on stderr, 2 on wrong usage."""

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts import queries
from app.accounts.models import AddressProof, User
from app.database import db
from app.roles import Role
from tests.builders import a_user
from tests.conftest import NOW, clock_at
from tests.page import Visitor


def test_a_manager_is_created_and_signs_in_by_a_printed_link(app: Flask, visitor: Visitor) -> None:
    run = app.test_cli_runner()
    done = run.invoke(
        args=[
            "create-user",
            "Boss@Example.org",
            "--role",
            "training-manager",
            "--name",
            "Bo",
            "--agency",
            "The Council",
        ]
    )
    assert (done.exit_code, done.stdout) == (0, "Created boss@example.org as training-manager.\n")
    boss = queries.user_by_email("boss@example.org")
    assert boss is not None
    assert boss.role is Role.TRAINING_MANAGER
    assert boss.agency is not None
    assert boss.agency.name == "The Council"

    printed = run.invoke(args=["sign-in-link", "BOSS@example.org"])
    assert printed.exit_code == 0
    page = visitor.open_page(printed.stdout.strip().removeprefix("http://coursebook.test"))
    assert page.press("Sign in").address == "/today"


def test_a_printed_link_lasts_a_day(app: Flask, visitor: Visitor) -> None:
    user = a_user()
    printed = app.test_cli_runner().invoke(args=["sign-in-link", user.email]).stdout.strip()
    path = printed.removeprefix("http://coursebook.test")
    with clock_at(NOW + timedelta(hours=23, minutes=59)):
        assert "press the button" in visitor.open_page(path).words
    with clock_at(NOW + timedelta(hours=24)):
        assert "too old" in visitor.open_page(path).words


@pytest.mark.parametrize(
    ("args", "code", "reason"),
    [
        (["create-user", "not-an-address", "--role", "trainer", "--name", "T"], 1, "is not an e-mail address"),
        (["create-user", "t@example.org", "--role", "trainer", "--name", "  "], 1, "Give the person's name"),
        (["create-user", "ann@example.org", "--role", "trainer", "--name", "T"], 1, "already has an account"),
        (["create-user", "t@example.org", "--role", "king", "--name", "T"], 2, "Invalid value for '--role'"),
        (["create-user", "t@example.org", "--role", "trainer"], 2, "Missing option '--name'"),
        (["create-user"], 2, "Missing argument"),
        (["sign-in-link", "nobody@example.org"], 1, "Nobody has an account with the address nobody@example.org"),
        (["sign-in-link"], 2, "Missing argument"),
        (["create-user", "t@example.org", "--role", "trainer", "--name", "T" * 201], 1, "200 characters"),
        (
            ["create-user", "t@example.org", "--role", "trainer", "--name", "T", "--agency", "A" * 201],
            1,
            "200 characters",
        ),
    ],
)
def test_refused_input_says_why_and_changes_nothing(app: Flask, args: list[str], code: int, reason: str) -> None:
    a_user(email="ann@example.org")
    done = app.test_cli_runner().invoke(args=args)
    assert done.exit_code == code
    assert reason in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.output
    assert db.session.query(User).count() == 1
    assert db.session.query(AddressProof).count() == 0
