"""While others wait for a session, little is asked: what the count doesn't decide is read before."""

import re
from collections.abc import Callable
from itertools import takewhile

from flask import Flask

from app.booking.claims.services_delegates import delegate_of
from app.booking.models import Booking
from app.booking.places.services import book_place, hold_place
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from tests.builders import a_delegate, a_policy, a_session, a_user, queries_counted
from tests.conftest import NOW

HARDLY_EVER_CHANGES = {"policy", "closed_day", "course_group", "setting", "stage_timing"}


def test_who_books_asks_little_under_the_lock(app: Flask) -> None:
    user = a_user()

    def book(session: TrainingSession) -> Booking:
        return book_place(session, delegate_of(user), by=user, at=NOW)

    asks_little_under_the_lock(book, at_most=8)


def test_who_holds_a_place_asks_nothing_under_the_lock_that_hardly_ever_changes(app: Flask) -> None:
    delegate = a_delegate()
    asks_little_under_the_lock(lambda session: hold_place(session, delegate, at=NOW), at_most=17)


def asks_little_under_the_lock(take: Callable[[TrainingSession], object], *, at_most: int) -> None:
    session = a_session()
    a_policy()
    db.session.rollback()
    with queries_counted() as statements:
        take(session)
    under = [*takewhile(lambda each: not locks_a_session(each), reversed(statements))]
    assert len(under) < len(statements), "it is locked"
    assert not HARDLY_EVER_CHANGES & {table for each in under for table in re.findall(r"(?:FROM|JOIN) (\w+)", each)}
    assert len(under) <= at_most


def locks_a_session(statement: str) -> bool:
    """SQLite ignores FOR UPDATE; the row is read without what it is joined to."""
    return statement.startswith("SELECT training_session.id, ") and "JOIN" not in statement
