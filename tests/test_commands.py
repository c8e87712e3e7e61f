"""The commands that others script against: exit codes, words on the right stream, and never a traceback."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import exists, select

from app import create_app
from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.booking.places.rules import HOLD_LASTS
from app.booking.places.services import hold_place
from app.booking.queries import availability
from app.booking.states import BookingState
from app.charging.bills.models import Bill
from app.charging.models import Charge, ChargeState
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.elearning.models import ELearningCompletion
from app.notifications.models import Message, MessageState
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.queries_periods import years_with_sessions
from app.reporting.annual_report.models import PublishedReport
from app.single_agency.models import ReturnState, SingleAgencyReturn
from tests.builders import a_course, a_delegate, a_manager, a_session, a_user, an_agency
from tests.conftest import clock_at, fresh_database, migrate, settings
from tests.data.command_line import Said, call, run
from tests.data.everything import a_message, everything_held, rows_in
from tests.data.past_register import REGISTER, a_line, as_csv
from tests.page import Visitor

CREATE = ("create-user", "new@example.org", "--role", "practitioner", "--name", "New Person")


def refused(said: Said, reason: str, code: int = 1) -> None:
    assert (said.code, said.out) == (code, "")
    assert reason in said.err


# --- create-user ---


@pytest.mark.parametrize("role", [*Role])
def test_an_account_can_be_created_for_every_role(app: Flask, visitor: Visitor, role: Role) -> None:
    said = call(app, "create-user", " New@Example.org ", "--role", role, "--name", " New Person ")
    assert (said.code, said.err) == (0, "")
    assert "new@example.org" in said.out
    user = db.session.scalars(select(User)).one()
    assert (user.email, user.name, user.role, user.agency) == ("new@example.org", "New Person", role, None)
    assert visitor.sign_in(user).open_page("/bookings").status == 200


def test_an_account_may_name_its_agency_and_a_new_one_is_listed(app: Flask) -> None:
    standing = an_agency("Anyshire Police")
    assert call(app, *CREATE, "--agency", "anyshire  POLICE").code == 0
    assert call(app, "create-user", "b@example.org", *CREATE[2:], "--agency", "New Agency").code == 0
    agencies = db.session.scalars(select(User.agency_id).order_by(User.id)).all()
    new = db.session.scalars(select(Agency).where(Agency.name == "New Agency")).one()
    assert (agencies, new.is_listed) == ([standing.id, new.id], True)


def test_an_address_has_one_account_in_whatever_letters(app: Flask) -> None:
    a_user(Role.FINANCE, email="new@example.org")
    refused(call(app, "create-user", "NEW@example.org", *CREATE[2:]), "new@example.org already has an account")
    assert rows_in(User) == 1


@pytest.mark.parametrize("email", ["new", "new@", "@example.org", "new@localhost", "a@example.org b@example.org", ""])
def test_an_account_needs_an_address(app: Flask, email: str) -> None:
    refused(call(app, "create-user", email, *CREATE[2:]), "is not an e-mail address")
    assert rows_in(User) == 0


@pytest.mark.parametrize(
    ("option", "words", "reason"),
    [
        ("--name", "  ", "Give the person's name"),
        ("--name", "x" * 201, "200 characters at most"),
        ("--agency", "x" * 201, "200 characters at most"),
    ],
)
def test_an_account_needs_a_name_that_fits(app: Flask, option: str, words: str, reason: str) -> None:
    refused(call(app, *CREATE, option, words), reason)
    assert rows_in(User) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("create-user",),
        ("create-user", "new@example.org"),
        ("create-user", "new@example.org", "--role", "practitioner"),
        ("create-user", "new@example.org", "--role", "king", "--name", "New Person"),
        ("create-user", "new@example.org", "--role", "TRAINING-MANAGER", "--name", "New Person"),
        ("create-user", "new@example.org", "another@example.org", *CREATE[2:]),
        ("sign-in-link",),
        ("import-register",),
        ("import-register", "no-such-file.csv"),
        ("import-register", "."),
        ("import-register", str(REGISTER), str(REGISTER)),
        ("run-jobs", "--twice"),
        ("demo", "again"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_ends_with_2_and_a_reason(app: Flask, wrong: tuple[str, ...]) -> None:
    said = call(app, *wrong)
    assert (said.code, said.out) == (2, "")
    assert "Error:" in said.err


# --- sign-in-link ---


def test_a_sign_in_link_works_once(app: Flask, visitor: Visitor) -> None:
    manager = a_manager()
    said = call(app, "sign-in-link", manager.email.upper())
    assert (said.code, said.err) == (0, "")
    assert re.fullmatch(r"http://coursebook\.test/sign-in/link/\S+\n", said.out), "one link and nothing else"
    address = said.out.strip().removeprefix("http://coursebook.test")
    page = visitor.open_page(address)
    assert page.h1 != "Today, Monday 23 November", "opening it changes nothing"
    assert page.press("Sign in").h1 == "Today, Monday 23 November"
    again = Visitor(app).open_page(address)
    assert "used already" in again.words
    assert not again.soup.select("main form")


def test_a_sign_in_link_is_for_those_who_have_an_account(app: Flask) -> None:
    refused(call(app, "sign-in-link", "nobody@example.org"), "nobody@example.org")


# --- run-jobs ---


def test_run_jobs_once_does_what_is_due_and_ends(app: Flask) -> None:
    session = a_session()
    hold_place(session, a_delegate(email=a_user().email), at=clock.now())
    a_message("late", stale_at=clock.now())
    with clock_at(clock.now() + HOLD_LASTS):
        said = call(app, "run-jobs", "--once")
        mail = call(app, "deliver-mail", "--once")
    assert (said.code, said.out) == (0, "")
    assert (mail.code, mail.out) == (0, "")
    assert db.session.scalars(select(Booking.state)).all() == [BookingState.LAPSED]
    late = db.session.scalars(select(Message).where(Message.key == "late")).one()
    assert late.state is MessageState.MISSED


# --- demo ---


@pytest.mark.lasts_long
def test_the_demo_has_a_past_year_with_figures_and_a_learning_week_to_come(app: Flask, visitor: Visitor) -> None:
    said = call(app, "demo")
    assert (said.code, said.err) == (0, ""), said
    assert set(years_with_sessions()) >= {"2025-26", "2026-27"}
    assert max(db.session.scalars(select(LearningWeek.starts_on))) > clock.today()
    assert max(db.session.scalars(select(TrainingSession.starts_at))) > clock.now()
    assert set(db.session.scalars(select(Charge.state))) >= set(ChargeState) - {ChargeState.PROPOSED}
    assert set(db.session.scalars(select(SingleAgencyReturn.state))) >= set(ReturnState) - {ReturnState.ASKED_AGAIN}
    assert rows_in(Bill) > 2
    assert rows_in(PublishedReport) == 1
    assert rows_in(ELearningCompletion) > 5
    waiting = db.session.scalars(select(Booking).where(Booking.state == BookingState.WAITING)).all()
    assert len(waiting) == 3
    assert availability([waiting[0].session], at=clock.now())[waiting[0].session_id].is_full
    assert not db.session.scalar(select(exists().where(User.name.regexp_match("[0-9]"))))
    assert "demo" in visitor.open_page("/").soup.select_one("aside").get_text().lower()
    before = rows_in(Booking)
    refused(call(app, "demo"), "empty database")
    assert rows_in(Booking) == before


@pytest.mark.parametrize("something", [a_manager, a_course, an_agency])
def test_the_demo_is_refused_by_a_database_that_holds_anything(app: Flask, something: object) -> None:
    something()  # type: ignore[operator]
    before = everything_held()
    refused(call(app, "demo"), "empty database")
    assert everything_held() == before


# --- A database that isn't ready ---

COMMANDS: list[tuple[str, ...]] = [
    CREATE,
    ("sign-in-link", "new@example.org"),
    ("import-register", str(REGISTER)),
    ("report", "--year", "2013-14", "--format", "json"),
    ("run-jobs", "--once"),
    ("demo",),
]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_not_migrated_yet_is_told_from_other_trouble(kind: str) -> None:
    with fresh_database(kind) as database:
        unready = create_app(settings(database))
        for command in COMMANDS:
            with unready.app_context():
                refused(call(unready, *command), "flask --app wsgi db upgrade")
        with unready.app_context():
            db.engine.dispose()


@pytest.mark.parametrize(
    "database", ["sqlite:////no/such/folder/coursebook.sqlite", "postgresql://nobody@127.0.0.1:9/coursebook"]
)
def test_a_database_that_does_not_answer_is_said_in_one_line(database: str) -> None:
    unready = create_app(settings(database))
    for command in COMMANDS:
        with unready.app_context():
            said = call(unready, *command)
        refused(said, "The database can't be used")
        assert len(said.err.splitlines()) == 1


# --- As people type them ---


@pytest.mark.lasts_long
def test_real_commands_end_as_promised(tmp_path: Path) -> None:
    """Each in its own process, on the default kind of database."""
    bad = tmp_path / "bad.csv"
    bad.write_text(as_csv(a_line(outcome="came"), a_line(email="x")), encoding="utf-8")
    with fresh_database("sqlite") as database:
        refused(run(*CREATE, database=database), "flask --app wsgi db upgrade")
        migrate(database)
        said = run("import-register", bad, database=database)
        assert (said.code, said.out) == (1, "")
        assert [line[:7] for line in said.err.splitlines()][:2] == ["line 2:", "line 3:"]
        said = run("run-jobs", "--once", database=database)
        assert (said.code, said.out) == (0, "")


# --- Whether it answers ---


def test_a_page_without_its_database_is_the_page_for_our_own_faults() -> None:
    app = create_app(settings("sqlite:////no/such/folder/coursebook.sqlite"))
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as on a server
    response = app.test_client().get("/")
    assert response.status_code == 500
    assert "Traceback" not in response.get_data(as_text=True)
