"""One migration tree for both databases: it makes what the models say, and keeps what people have entered."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import MetaData, create_engine, inspect, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.core import clock
from app.core.database import Base, db
from app.programme.models import Course
from tests.builders import a_course, a_session
from tests.conftest import NOW, ROOT, fresh_database, settings
from tests.data.everything import everything_held, rows_in, two_of_everything

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
BEFORE_THE_STEP = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
FOREIGN_KEYS_OFF = "PRAGMA foreign_keys=OFF"


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def empty(kind: str) -> Iterator[Flask]:
    """The application on a database without a table, with the clock stopped."""
    clock.freeze(NOW)
    with fresh_database(kind) as url:
        app = create_app(settings(url))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
    clock.freeze(None)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the migrations, to add a test's own step to."""
    copy = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def add_step(tree: Path, *, up: str, down: str = "pass") -> str:
    """A last step that does this; returns its name."""
    head = ScriptDirectory(str(tree)).get_current_head()
    name = f"{int(head or 0) + 1:04d}"
    lines = [
        "import sqlalchemy as sa",
        "from alembic import op",
        f"revision, down_revision = {name!r}, {head!r}",
        "def upgrade():",
        *(f"    {line}" for line in up.splitlines()),
        "def downgrade():",
        *(f"    {line}" for line in down.splitlines()),
    ]
    (tree / "versions" / f"{name}_of_a_test.py").write_text("\n".join(lines) + "\n")
    return name


def upgrade(tree: Path, revision: str = "head") -> None:
    db.session.rollback()
    flask_migrate.upgrade(directory=str(tree), revision=revision)


def downgrade(tree: Path, revision: str) -> None:
    db.session.rollback()
    flask_migrate.downgrade(directory=str(tree), revision=revision)


# --- The migrated schema is the models' ---


def particulars(engine: Engine) -> dict[str, Any]:
    """Everything that the database can tell of its tables. CHECKs too, which Alembic doesn't compare."""
    found, ask = {}, inspect(engine)
    for table in set(ask.get_table_names()) - {"alembic_version"}:
        parts = {
            "columns": ask.get_columns(table),
            "key": [ask.get_pk_constraint(table)],
            "foreign keys": ask.get_foreign_keys(table),
            "unique": ask.get_unique_constraints(table),
            "checks": ask.get_check_constraints(table),
            "indexes": ask.get_indexes(table),
        }
        for part, things in parts.items():
            found[table, part] = sorted(in_words(thing) for thing in things)
    return found


def in_words(thing: Any) -> str:
    """The same for two that are alike: SQL and types have no equality of their own."""
    if isinstance(thing, dict):
        return "{" + ", ".join(f"{name}: {in_words(thing[name])}" for name in sorted(thing)) + "}"
    if isinstance(thing, list):
        return "[" + ", ".join(in_words(one) for one in thing) + "]"
    return str(thing)


@BOTH
def test_the_migrated_schema_is_in_every_particular_what_the_models_say(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade()
    migrated = particulars(db.engine)
    with fresh_database(kind) as url:
        made = create_engine(url)
        Base.metadata.create_all(made)
        expected = particulars(made)
        made.dispose()
    assert migrated.keys() == expected.keys()
    for part, things in expected.items():
        assert migrated[part] == things, part


@BOTH
def test_alembic_finds_nothing_left_to_migrate(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.check()


def test_the_tables_hold_every_named_check_and_index_of_the_models(empty: Flask) -> None:
    """So that the comparison above compares something."""
    flask_migrate.upgrade()
    told = str(particulars(db.engine))
    named = [
        constraint.name
        for table in Base.metadata.sorted_tables
        for constraint in (*table.constraints, *table.indexes)
        if constraint.name
    ]
    assert len(named) > 80
    assert [name for name in named if f"name: {name}" not in told] == []


def test_the_steps_are_one_line_numbered_from_the_first() -> None:
    steps = list(ScriptDirectory(str(ROOT / "migrations")).walk_revisions())[::-1]
    assert [step.revision for step in steps] == [f"{number:04d}" for number in range(1, len(steps) + 1)]
    for step in steps:
        assert Path(step.path).name.startswith(f"{step.revision}_")


@BOTH
def test_upgrading_an_upgraded_database_changes_nothing(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade()
    two_of_everything()
    before = everything_held()
    db.session.rollback()
    flask_migrate.upgrade()
    assert everything_held() == before


# --- Up, down and up again ---


@BOTH
def test_a_populated_database_goes_down_to_nothing_and_up_again(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade()
    fresh = particulars(db.engine)
    two_of_everything()
    db.session.rollback()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert particulars(db.engine) == fresh
    two_of_everything()


COPIED = sorted({key.column.table.name for table in Base.metadata.sorted_tables for key in table.foreign_keys})
"""The tables that others refer to."""


@BOTH
def test_a_step_that_copies_every_parent_table_keeps_every_row_of_parents_and_children(
    kind: str, empty: Flask, tree: Path
) -> None:
    """SQLite can't alter a table: Alembic makes a new one, copies the rows, drops the old one and renames."""
    assert {"course", "training_session", "booking", "user", "agency"} <= set(COPIED)
    upgrade(tree)
    two_of_everything()
    before, schema = everything_held(), particulars(db.engine)
    recreate = ", recreate='always'" if kind == "sqlite" else ""
    add_step(
        tree,
        up=f"for table in {COPIED}:\n"
        f"    with op.batch_alter_table(table{recreate}) as batch:\n"
        "        batch.add_column(sa.Column('note', sa.Text(), server_default='', nullable=False))",
        down=f"for table in {COPIED[::-1]}:\n"
        f"    with op.batch_alter_table(table{recreate}) as batch:\n"
        "        batch.drop_column('note')",
    )
    upgrade(tree)
    assert everything_held() == before
    assert {table for table in COPIED if "note" in columns_of(table)} == set(COPIED)
    downgrade(tree, BEFORE_THE_STEP)
    assert everything_held() == before
    if kind == "postgresql":
        assert particulars(db.engine) == schema


def columns_of(table: str) -> set[str]:
    return {column["name"] for column in inspect(db.engine).get_columns(table)}


COPY_COURSES = "with op.batch_alter_table('course', recreate='always') as batch:\n    pass"


def test_with_foreign_keys_on_such_a_copy_would_fail(empty: Flask, tree: Path) -> None:
    """The control of the test above: why env.py turns them off."""
    turn_foreign_keys_on(tree)
    upgrade(tree)
    a_session()
    add_step(tree, up=COPY_COURSES)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        upgrade(tree)
    assert rows_in(Course) == 1


@pytest.mark.parametrize("foreign_keys", ["off", "on"])
def test_and_children_that_go_with_their_parent_would_be_lost_in_silence(
    empty: Flask, tree: Path, foreign_keys: str
) -> None:
    if foreign_keys == "on":
        turn_foreign_keys_on(tree)
    add_step(
        tree,
        up="op.create_table('shelf', sa.Column('id', sa.Integer, primary_key=True))\n"
        "op.create_table('folder', sa.Column('id', sa.Integer, primary_key=True),\n"
        "                sa.Column('shelf_id', sa.Integer, sa.ForeignKey('shelf.id', ondelete='CASCADE')))\n"
        "op.execute('INSERT INTO shelf VALUES (1)')\n"
        "op.execute('INSERT INTO folder VALUES (1, 1), (2, 1)')",
        down="op.drop_table('folder')\nop.drop_table('shelf')",
    )
    upgrade(tree)
    add_step(tree, up=COPY_COURSES.replace("course", "shelf"))
    upgrade(tree)
    left = db.session.scalar(text("SELECT count(*) FROM folder"))
    assert left == (2 if foreign_keys == "off" else 0)


def turn_foreign_keys_on(tree: Path) -> None:
    """Take from env.py what it does about them."""
    env = tree / "env.py"
    assert env.read_text().count(FOREIGN_KEYS_OFF) == 1
    env.write_text(env.read_text().replace(FOREIGN_KEYS_OFF, FOREIGN_KEYS_OFF.replace("OFF", "ON")))


def test_foreign_keys_are_on_again_after_migrating(empty: Flask) -> None:
    flask_migrate.upgrade()
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_step_that_would_leave_broken_references_changes_nothing(
    empty: Flask, tree: Path, caplog: pytest.LogCaptureFixture
) -> None:
    upgrade(tree)
    a_session()
    before = everything_held()
    add_step(tree, up="op.execute('DELETE FROM course')")
    with pytest.raises(SystemExit):
        upgrade(tree)
    assert "would leave broken references" in caplog.text
    db.session.rollback()
    assert everything_held() == before
    assert at_revision() == BEFORE_THE_STEP
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


@BOTH
def test_a_step_that_fails_half_way_changes_nothing(kind: str, empty: Flask, tree: Path) -> None:
    upgrade(tree)
    course = a_course()
    title = course.title
    add_step(
        tree,
        up="op.execute(\"UPDATE course SET title = 'lost'\")\n"
        "op.create_table('half', sa.Column('id', sa.Integer, primary_key=True))\n"
        "op.execute('INSERT INTO no_such_table VALUES (1)')",
    )
    with pytest.raises(Exception, match="no_such_table"):
        upgrade(tree)
    db.session.rollback()
    assert db.session.scalars(select(Course.title)).all() == [title]
    assert "half" not in inspect(db.engine).get_table_names()
    assert at_revision() == BEFORE_THE_STEP


def at_revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


# --- What a step makes of what is there ---

BEFORE_THE_SIXTH = {
    "course": [
        {"title": "Neglect", "strand": "core topic", "usual_length": "half day", "impact_after_weeks": 6},
        {"title": "At lunch", "strand": "lunchtime", "usual_length": "half day", "impact_after_weeks": 6},
    ],
    "training_session": [{"course_id": 1, "state": "published", "places": 9, "delivery": "virtual"}],
    "user": [{"email": "ann@example.org", "name": "Ann", "role": "practitioner"}],
    "booking": [{"session_id": 1, "practitioner_id": 1, "state": "booked", "name": "Ann"}],
    "questionnaire": [
        {"stage": "after", "is_brief": False, "version": 1},
        {"stage": "manager", "is_brief": False, "version": 1},
    ],
    "question": [
        {"questionnaire_id": 1, "position": 1, "kind": "scale from 1 to 10", "words": "?", "measure": "Skill"},
        {"questionnaire_id": 1, "position": 2, "kind": "text", "words": "What will you do?"},
        {"questionnaire_id": 2, "position": 1, "kind": "yes or no", "words": "Have you seen it?"},
    ],
    "manager_request": [{"manager_email": "mo@example.org", "manager_name": "Mo", "number": 1, "comment": "They ask."}],
    "issued_questionnaire": [
        {"booking_id": 1, "stage": "after", "questionnaire_id": 1},
        {"booking_id": 1, "stage": "manager", "questionnaire_id": 2, "manager_request_id": 1},
    ],
    "answer": [
        {"issued_id": 1, "question_id": 1, "number": 7},
        {"issued_id": 1, "question_id": 2, "words": "Listen."},
        {"issued_id": 2, "question_id": 3, "number": 1},
    ],
}


def fill(rows_by_table: dict[str, list[dict[str, Any]]]) -> None:
    """Rows of an earlier version, numbered from 1, with something plain in every column that needs it."""
    tables = MetaData()
    tables.reflect(db.engine)
    plain: dict[type, Any] = {str: "", int: 0, bool: False, datetime: NOW, dict: []}
    later = {"ends_at", "closes_at"}
    with db.engine.begin() as connection:
        for name, rows in rows_by_table.items():
            table = tables.tables[name]
            for row in rows:
                needed = {
                    column.name: NOW + timedelta(days=28) if column.name in later else plain[column.type.python_type]
                    for column in table.columns
                    if not column.nullable and column.server_default is None and not column.primary_key
                }
                connection.execute(table.insert().values(needed | row))


def column(table: str, *names: str) -> list[tuple[Any, ...]]:
    rows = db.session.execute(text(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2"))
    return [tuple(row) for row in rows]


@BOTH
def test_what_was_asked_before_the_sixth_step_is_kept_in_its_words(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade(revision="0005")
    fill(BEFORE_THE_SIXTH)
    flask_migrate.upgrade(revision="0006")
    assert column("course", "id", "asks_before") == [(1, True), (2, False)]
    assert column("stage_timing", "stage", "course_id", "weeks_after") == [("later", 1, 6), ("manager", 1, 6)]
    measured = "question JOIN measure ON measure.id = question.measure_id"
    assert column(measured, "question.id", "measure.name", "measure.kind") == [(1, "Skill", "scale from 1 to 10")]
    answers = column("answer", "id", "coalesce(issued_id, 0)", "coalesce(manager_request_id, 0)", "words")
    assert answers == [(1, 1, 0, ""), (2, 1, 0, "Listen."), (3, 2, 0, ""), (4, 0, 1, "They ask.")]
    assert column("issued_questionnaire", "id", "mailed_at IS NOT NULL") == [(1, True), (2, False)]
    db.session.rollback()
    flask_migrate.downgrade(revision="0005")
    assert column("course", "id", "impact_after_weeks") == [(1, 6), (2, 12)]
    assert column("manager_request", "id", "comment") == [(1, "They ask.")]
    assert column("question", "id", "measure") == [(1, "Skill"), (2, ""), (3, "")]
    assert [row[:2] for row in column("answer", "id", "words")] == [(1, ""), (2, "Listen."), (3, "")]
