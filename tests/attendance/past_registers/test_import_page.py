"""A past register on a page: checked, shown, then added; and late cancellations that were refilled."""

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.booking.models import Booking
from app.booking.states import Outcome
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.programme.models_sessions import TrainingSession
from app.reporting.figures.queries import report
from app.reporting.figures.rules import By
from tests.builders import a_manager, a_user
from tests.data.everything import rows_in
from tests.data.past_register import REGISTER, a_line, as_csv, published
from tests.page import Page, Visitor

YEAR = (date(2013, 4, 1), date(2014, 3, 31))


@pytest.fixture
def manager(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def check(manager: Visitor, content: bytes, name: str = "register.csv") -> Page:
    return manager.open_page("/registers/import").press("Check the file", file=(io.BytesIO(content), name))


def with_refilled(*lines: tuple[dict[str, str], str]) -> bytes:
    """A register with the twelfth column."""
    header, *rows = as_csv(*(line for line, _ in lines)).splitlines()
    said = [f"{row},{refilled}" for row, (_, refilled) in zip(rows, lines, strict=True)]
    return "\n".join([f"{header},refilled", *said]).encode()


def booked(outcome: str, number: int, **more: str) -> dict[str, str]:
    return a_line(outcome=outcome, email=f"delegate{number}@example.org", places="2", **more)


def test_the_register_of_2013_14_is_shown_first_and_then_added(manager: Visitor) -> None:
    page = check(manager, REGISTER.read_bytes())
    assert page.h1 == "Check what will be added"
    assert rows_in(TrainingSession) == 0, "nothing is added by looking"
    page = page.press("Add 1,381 bookings")
    assert "Nobody was told" in page.notice
    allocated, attended, _ = published()["TOTAL"]
    total = report(*YEAR, By.COURSE, at=clock.now()).total
    assert (total.places_allocated, total.attended) == (allocated, attended)


def test_the_same_file_again_changes_nothing_and_says_so(manager: Visitor) -> None:
    line = as_csv(a_line()).encode()
    check(manager, line).press("Add 1 booking")
    page = check(manager, line)
    assert "imported before: nothing would change" in page.words
    assert not page.soup.find("button", string=lambda words: "Add" in (words or ""))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "columns must be"),
        (as_csv(a_line(outcome="came")).encode(), "Line 2: unknown outcome"),
        (as_csv().encode(), "holds no lines"),
        (b"\xff\xfe", "UTF-8"),
        (with_refilled((booked("attended", 1), "yes")), "refilled goes with late-cancelled"),
        (with_refilled((booked("late-cancelled", 1), "perhaps")), "can be yes or no"),
        (with_refilled((booked("late-cancelled", 1), "yes")), "1 refilled, but 0 bookings"),
    ],
)
def test_a_bad_file_is_refused_with_its_lines_and_nothing_is_added(
    manager: Visitor, content: bytes, reason: str
) -> None:
    page = check(manager, content)
    assert page.h1 == "Import a past register"
    assert reason in page.words
    assert rows_in(TrainingSession) == 0


def test_a_place_that_was_refilled_counts_once(manager: Visitor) -> None:
    lines = (booked("late-cancelled", 1), "yes"), (booked("attended", 2), "no"), (booked("no-show", 3), "")
    check(manager, with_refilled(*lines)).press("Add 3 bookings")
    total = report(*YEAR, By.COURSE, at=clock.now()).total
    assert (total.places_offered, total.places_allocated, total.late_cancellations) == (2, 2, 1)
    late = db.session.scalars(db.select(Booking).filter_by(outcome=Outcome.LATE_CANCELLED)).one()
    assert db.session.scalars(db.select(Booking).filter_by(refills_id=late.id)).one().outcome is Outcome.ATTENDED


def test_without_the_mark_a_late_cancellation_takes_its_place(manager: Visitor) -> None:
    lines = [(booked(outcome, number), "") for number, outcome in enumerate(("late-cancelled", "attended", "no-show"))]
    assert "2 places, but 3 were allocated" in check(manager, with_refilled(*lines)).words


def test_what_was_imported_meanwhile_is_not_added_twice(manager: Visitor, app: Flask) -> None:
    page = check(manager, as_csv(a_line()).encode())
    check(manager, as_csv(a_line()).encode()).press("Add 1 booking")
    page.press("Add 1 booking")
    assert rows_in(Booking) == 1


def test_trainers_import_nothing(visitor: Visitor) -> None:
    visitor.sign_in(a_user(Role.TRAINER))
    page: Any = visitor.open_page("/registers/import")
    assert page.status == 403
