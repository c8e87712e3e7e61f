"""Commands that others wait for: what was read before them is kept, and what they decide by is asked again."""

from collections.abc import Callable
from datetime import time

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from app.accounts.models import User
from app.booking.claims.services import lock_session
from app.core.database import command, db, end_page, prepared_command
from app.programme.models import Course, Strand
from app.programme.models_sessions import SessionDay, TrainingSession
from app.terms.closed_days.queries import closed_days
from tests.builders import a_closed_day, a_course, a_session, a_user, queries_counted


@prepared_command
def lock(session: TrainingSession) -> int:
    lock_session(session)
    return session.places


def test_what_was_read_before_is_kept_and_what_is_locked_is_read_again(app: Flask) -> None:
    session, person = a_session(places=5), a_user()
    assert (session.places, person.name, closed_days()) == (5, person.name, frozenset())
    with db.engine.begin() as elsewhere:
        elsewhere.exec_driver_sql("UPDATE training_session SET places = 3")
    with queries_counted() as statements:
        assert lock(session) == 3
        assert person.name
        assert closed_days() == frozenset()
        assert lock(session) == 3
    assert not [each for each in statements if 'FROM "user"' in each or "FROM user" in each]
    assert sum("FROM training_session" in each for each in statements) == 2, "locked and read by each command"


def test_the_course_is_read_again_though_somebody_holds_it(app: Flask) -> None:
    session, before = a_session(), a_course()
    course = session.course
    assert (course.strand, course.prerequisite_id) == (Strand.CORE_TOPIC, None)
    with db.engine.begin() as elsewhere:
        elsewhere.execute(update(Course).values(strand=Strand.E_LEARNING, prerequisite_id=before.id))
    lock(session)
    assert (session.course.strand, session.course.prerequisite_id) == (Strand.E_LEARNING, before.id)


def test_days_are_read_again_where_they_may_have_changed(app: Flask) -> None:
    session = a_session(hours=(time(9), time(10)))
    assert [day.starts for day in session.days] == [time(9)]
    with queries_counted() as statements:
        lock(session)
        assert [day.starts for day in session.days] == [time(9)]
    assert not [each for each in statements if "FROM session_day" in each]
    with db.engine.begin() as elsewhere:
        elsewhere.execute(update(SessionDay).values(starts=time(8)))
        elsewhere.execute(update(TrainingSession).values(sequence=TrainingSession.sequence + 1))
    lock(session)
    assert [day.starts for day in session.days] == [time(8)]


def test_what_was_changed_outside_a_command_is_undone(app: Flask) -> None:
    session, person = a_session(places=5), a_user(name="Ann")
    person.name = "Somebody else"
    lock(session)
    assert person.name == "Ann"
    person.name = "Somebody else"
    db.session.flush()
    lock(session)
    assert person.name == "Ann"


def by_itself(person: User) -> None:
    person.name = "Somebody else"


def by_a_flush(person: User) -> None:
    by_itself(person)
    db.session.flush()


def by_a_statement(person: User) -> None:
    db.session.execute(update(User).values(name="Somebody else"))


def by_a_statement_that_asks_first(person: User) -> None:
    asked = select(User.id).cte()
    db.session.execute(update(User).where(User.id.in_(select(asked.c.id))).values(name="Somebody else"))


def by_words_of_sql(person: User) -> None:
    db.session.execute(text("UPDATE \"user\" SET name = 'Somebody else'"))


def in_a_savepoint(person: User) -> None:
    with db.session.begin_nested():
        by_itself(person)


@pytest.mark.parametrize(
    "change", [by_itself, by_a_flush, by_a_statement, by_a_statement_that_asks_first, by_words_of_sql, in_a_savepoint]
)
def test_what_a_page_changed_outside_a_command_is_undone(app: Flask, change: Callable[[User], None]) -> None:
    person = a_user(name="Ann")
    for end in (lambda: end_page(None), command(lambda: None)):
        change(person)
        end()
        db.session.rollback()
        db.session.expire_all()
        assert person.name == "Ann"


def test_a_page_that_is_made_is_sent_and_a_command_begins_anew_though_the_connection_was_lost_meanwhile(
    app: Flask,
) -> None:
    person = a_user(name="Ann")
    db.session.refresh(person)
    db.session.connection().invalidate()
    end_page(None)
    db.session.rollback()
    db.session.refresh(person)
    db.session.connection().invalidate()
    assert command(lambda: db.session.get_one(User, person.id).name)() == "Ann"


def test_a_command_after_it_starts_from_what_the_database_says(app: Flask) -> None:
    session, person = a_session(), a_user(name="Ann")
    assert (person.name, lock(session)) == ("Ann", 20)
    with db.engine.begin() as elsewhere:
        elsewhere.exec_driver_sql("UPDATE \"user\" SET name = 'Bea'")
    assert _name_of(person) == "Bea"


def test_what_hardly_ever_changes_is_read_once_in_a_transaction_and_again_once_it_changed(app: Flask) -> None:
    with queries_counted() as statements:
        assert closed_days() == closed_days() == frozenset()
    assert sum("FROM closed_day" in each for each in statements) == 1
    day = a_closed_day()
    assert closed_days() == {day.on}
    with db.engine.begin() as elsewhere:
        elsewhere.exec_driver_sql("DELETE FROM closed_day")
    assert _asked_by_a_command() == frozenset()


@command
def _name_of(person: User) -> str:
    return person.name


@command
def _asked_by_a_command() -> frozenset[object]:
    return closed_days()
