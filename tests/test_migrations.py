"""One migration tree for both databases: it makes what the models say, and keeps what people have entered."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
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
from app.attendance.outstanding.models import RegisterReminder
from app.attendance.registers.models import BulkMark
from app.audit.models import AuditEntry
from app.booking.models_letters import WeekDayLetter
from app.charging.models import ManagerLetter
from app.core import clock
from app.core.database import Base, db
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Shape, Stage
from app.programme.models import Course, Strand
from tests.builders import a_booking, a_course, a_learning_week, a_session, a_timing, a_user
from tests.conftest import NOW, ROOT, fresh_database, settings
from tests.data.everything import everything_held, rows_in, two_of_everything

pytestmark = pytest.mark.lasts_long

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


WHERE_IT_CAN_BE = {"ix_user_search_text_trigram", "ix_answer_words_trigram"}
"""What a migration makes only on a PostgreSQL that has the extension for it."""


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
            "indexes": [each for each in ask.get_indexes(table) if each["name"] not in WHERE_IT_CAN_BE],
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
@pytest.mark.lasts_long(one_in=1)
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
    plain: dict[type, Any] = {str: "", int: 0, bool: False, datetime: NOW, date: NOW.date(), dict: [], object: []}
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


AN_HOUR = timedelta(hours=1)
A_CALENDAR = "BEGIN:VCALENDAR\r\n" + "".join(
    f"BEGIN:VEVENT\r\nUID:session-{number}-day-1@coursebook\r\nSEQUENCE:{number}\r\nEND:VEVENT\r\n" for number in (1, 2)
)
BOTH_BOOKINGS = "".join(f"BEGIN:VEVENT\r\nUID:booking-{n}-day-1@coursebook\r\nEND:VEVENT\r\n" for n in (1, 2))


def letter(key: str, state: str = "sent", **more: Any) -> dict[str, Any]:
    """As the outbox held it: its kind and what it is about stand at the beginning of its key."""
    kind, about, *_ = key.split(":")
    return {"key": key, "kind": kind, "subject_key": about, "state": state, **more}


def entry(deed: str, record_type: str, record_id: int = 1, **more: Any) -> dict[str, Any]:
    return {"deed": deed, "record_type": record_type, "record_id": record_id, "actor_id": 1, **more}


BEFORE_FACTS_HAD_TABLES = {
    "course": [{"title": "Neglect", "strand": "core topic"}],
    "learning_week": [{"name": "Learning Week"}],
    "training_session": [{"course_id": 1, "state": "published", "delivery": "virtual"} for _ in "ab"],
    "user": [{"email": f"{name}@example.org", "name": name, "role": "practitioner"} for name in ("ann", "bo")],
    "booking": [{"session_id": number, "practitioner_id": 1, "state": "booked"} for number in (1, 2)],
    "subscription": [{"topic": "series-how-to", "email": f"{name}@example.org"} for name in ("ann", "bo")],
    "questionnaire": [{"stage": "after", "version": 1}],
    "manager_request": [{"manager_email": "mo@example.org", "number": 1}],
    "issued_questionnaire": [{"booking_id": 1, "stage": "after", "questionnaire_id": 1}],
    "charge": [
        {"booking_id": number, "cause": "no-show", "state": state}
        for number in (1, 2)
        for state in ("reason asked", "withdrawn", "withdrawn")
    ],
    "certificate": [
        {"booking_id": 1, "code": "A", "withdrawn_at": NOW},
        {"booking_id": 2, "code": "B"},
    ],
    "audit_entry": [
        entry("loaded the demo", "User"),
        entry("typed a wrong room code", "User"),
        entry("typed a wrong room code", "Booking", 2),
        entry("marked everyone as here", "TrainingSession", note="2026-11-19, bookings 1 2"),
    ],
    "message": [
        letter("registers-outstanding:registers-1:1"),
        letter("registers-outstanding:registers-1:2", created_at=NOW + AN_HOUR),
        letter("lunchtime:subscription-1:2026-12-0123456789", "withdrawn", calendar=A_CALENDAR),
        letter("lunchtime:subscription-2:2026-12-0123456789", calendar=A_CALENDAR),
        letter("new-date:subscription-1:.2.99."),
        letter("week-day:person-1-week-1:20261123", "withdrawn"),
        letter("week-day:person-1-week-1:20261123-1"),
        letter("week-day:person-1-week-1:20261124", "withdrawn"),
        letter("changed:booking-1:1"),
        letter("changed:booking-1:2", "withdrawn"),
        letter("confirmed:booking-1", "withdrawn"),
        letter("confirmed-together:together-1", calendar=BOTH_BOOKINGS),
        letter("after-questionnaire:issued-1:20261123"),
        letter("after-questionnaire:issued-1:reminder-1", "withdrawn", created_at=NOW + AN_HOUR),
        letter("manager-questionnaire:manager-request-1:20261123", "queued"),
        letter("reason:charge-1", sent_at=NOW + AN_HOUR),
        letter("reason:charge-2", "missed"),
        letter("reason:charge-2:20261201", "queued"),
        letter("reason:charge-3", "failed"),
        letter("reason:charge-4", "withdrawn"),
        letter("reason-manager:reasons-1", "withdrawn", secrets=[["reason-manager", n, 1] for n in (1, 2)]),
        letter("reason-manager:reasons-1:without-1", "queued", secrets=[["reason-manager", 2, 1]]),
    ],
}


@BOTH
def test_what_outbox_and_log_said_before_the_eighth_step_is_kept_as_facts(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade(revision="0006")
    fill(BEFORE_FACTS_HAD_TABLES)
    flask_migrate.upgrade(revision="0008")
    assert column("demo_loading", "id", "1") == [(1, 1)]
    assert column("failed_attempt", "record_id", "kind") == [
        (1, "a room's code, by somebody signed in"),
        (2, "a room's code, by a personal link"),
    ]
    [marked] = db.session.scalars(select(BulkMark)).all()
    assert (marked.session_id, marked.on, marked.bookings) == (1, date(2026, 11, 19), [1, 2])
    assert (marked.marked_at, marked.marked_by_id) == (NOW, 1)
    assert db.session.scalars(select(RegisterReminder.reminded_at)).all() == [NOW + AN_HOUR]
    assert column("monthly_invitation", "subscription_id", "version") == [(1, "0123456789"), (2, "0123456789")]
    told = column("announcement", "subscription_id", "session_id", "sequence")
    assert told == [(1, 2, 0), (2, 1, 1), (2, 2, 2)]
    letters = db.session.scalars(select(WeekDayLetter).order_by(WeekDayLetter.on)).all()
    assert [(letter.occurrence, letter.is_due) for letter in letters] == [("20261123-1", False), ("20261124", True)]
    assert column("change_letter", "sequence", "taken_back_at IS NOT NULL") == [(1, False), (2, True)]
    assert column("booking", "id", "confirmation_told_at IS NOT NULL") == [(1, True), (2, True)]
    assert db.session.scalars(select(Issued.asked_at)).all() == [NOW + AN_HOUR]
    assert column("manager_request", "id", "asked_at IS NOT NULL") == [(1, True)]
    assert column("charge", "id", "coalesce(letter_key, '')", "letter_left_at IS NOT NULL")[:4] == [
        (1, "reason:charge-1", True),
        (2, "reason:charge-2:20261201", False),
        (3, "reason:charge-3", True),
        (4, "", False),
    ]
    assert column("charge", "id", "manager_letter_id")[:3] == [(1, 1), (2, 2), (3, None)]
    assert column("message", "id", "subject_key")[-2:] == [(21, "manager-letter-1"), (22, "manager-letter-2")]
    assert column("certificate", "code", "withdrawal_told_at IS NOT NULL") == [("A", True), ("B", False)]
    db.session.add(ManagerLetter(asked_at=NOW))
    db.session.commit()
    flask_migrate.downgrade(revision="0006")
    assert "change_letter" not in inspect(db.engine).get_table_names()
    assert len(column("message", "id", "key")) == len(BEFORE_FACTS_HAD_TABLES["message"])
    db.session.rollback()
    flask_migrate.upgrade(revision="0008")
    assert column("announcement", "subscription_id", "session_id", "sequence") == told


WRITTEN_BEFORE_THE_NINTH = [
    # what was written of which record; the verb, the person concerned and what is kept of the note since
    (("marked", "Booking", "not marked to no-show"), ("marked a booking", 2, {"before": None, "after": "no-show"})),
    (("marked", "Booking", "by hand: no idea"), ("marked a booking", 2, {"note": "by hand: no idea"})),
    (("left the waiting list: walked in", "Booking", ""), ("walked in from the waiting list", 2, {})),
    (
        ("left the waiting list for a colleague's place", "Booking", ""),
        ("left the list for a colleague's place", 2, {}),
    ),
    (
        ("corrected a closed register", "Booking", "no-show to excused: She rang:\nat nine."),
        ("corrected a closed register", 2, {"before": "no-show", "after": "excused", "why": "She rang:\nat nine."}),
    ),
    (
        ("corrected a closed register", "Booking", "Thu 3 Dec 2026: not marked to a colleague came instead: Ill."),
        (
            "corrected a closed register",
            2,
            {"on": "2026-12-03", "before": None, "after": "a colleague came instead", "why": "Ill."},
        ),
    ),
    (("withdrew a booking", "Booking", "late-cancelled"), ("withdrew a booking", 2, {"outcome": "late-cancelled"})),
    (
        ("wrote to everybody on a session", "TrainingSession", "booked and waiting, 12: Parking, and 3: lunch"),
        (
            "wrote to everybody on a session",
            None,
            {"whom": "booked and waiting", "told": 12, "subject": "Parking, and 3: lunch"},
        ),
    ),
    (
        ("marked everyone as here", "TrainingSession", "2026-11-23, bookings 3 14 15"),
        ("marked everyone as here", None, {"on": "2026-11-23", "bookings": [3, 14, 15]}),
    ),
    (
        ("took back that everyone is here", "TrainingSession", "1 mark"),
        ("took back that everyone is here", None, {"marks": 1}),
    ),
    (
        ("took a Teams report", "TrainingSession", "day 2: 3 attended, 1 no-show, 2 walk-in"),
        ("took a Teams report", None, {"day": 2, "marks": {"attended": 3, "no-show": 1}, "walk_ins": 2}),
    ),
    (
        ("counted heads", "Register", "12, voluntary and faith 3, police 4"),
        ("counted heads", None, {"heads": 12, "by_sector": {"voluntary and faith": 3, "police": 4}}),
    ),
    (("counted heads", "Register", "30"), ("counted heads", None, {"heads": 30, "by_sector": {}})),
    (
        ("waived a charge", "Charge", "an urgent case: A child: at risk."),
        ("waived a charge", 2, {"why": "an urgent case", "reason": "A child: at risk."}),
    ),
    (("waived a charge", "Charge", "Told us: late."), ("waived a charge", 2, {"reason": "Told us: late."})),
    (
        ("withdrawn a charge", "Charge", "reason asked: The register now says: attended."),
        ("withdrew a charge", 2, {"before": "reason asked", "reason": "The register now says: attended."}),
    ),
    (
        ("credited a charge", "Charge", "billed: sickness: Flu."),
        ("credited a charge", 2, {"before": "billed", "why": "sickness", "reason": "Flu."}),
    ),
    (("gave a reason", "Charge", "line manager"), ("gave a reason", 2, {"given_by": "line manager"})),
    (("made a bill", "Bill", "B-00001"), ("made a bill", None, {"bill": "B-00001"})),
    (
        ("added a closed day", "ClosedDay", "Thursday 3 December 2026"),
        ("added a closed day", None, {"on": "2026-12-03"}),
    ),
    (
        ("edited an agency", "Agency", "out of area to contributing"),
        ("edited an agency", None, {"before": "out of area", "after": "contributing"}),
    ),
    (("merged an agency", "Agency", "into agency 5"), ("merged an agency", None, {"into_agency": 5})),
    (
        ("merged a theme", "Theme", "Time into Support"),
        ("merged a theme", None, {"before": "Time", "after": "Support"}),
    ),
    (("merged a theme", "Theme", "a into b into c"), ("merged a theme", None, {"note": "a into b into c"})),
    (
        ("gave a course the default questionnaire", "Course", "Impact questionnaire"),
        ("gave a course the default questionnaire", None, {"stage": "later"}),
    ),
    (
        ("exported answers", "User", "csv, year 2026-27, course 3, 41 rows, pseudonymous"),
        (
            "exported answers",
            1,
            {"file": "csv", "scope": {"year": "2026-27", "course": "3"}, "rows": 41, "is_named": False},
        ),
    ),
    (
        ("took back a questionnaire typed in from paper", "Issued", ""),
        ("took back a questionnaire from paper", 2, {}),
    ),
    (("issued a certificate", "Certificate", ""), ("issued a certificate", 2, {})),
    (("accepted other evidence", "AcceptedEvidence", ""), ("accepted other evidence", 2, {})),
    (("noted something about a person", "PersonNote", ""), ("noted something about a person", 2, {})),
    (("removed a theme", "Theme", ""), ("removed a theme", None, {})),
]

MANY = 40
"""Times that all of this is written: more than the step holds at a time."""

BEFORE_THE_NINTH = {
    "course": [{"title": "Neglect", "strand": "core topic", "usual_length": "half day"}],
    "training_session": [{"course_id": 1, "state": "published", "places": 9, "delivery": "virtual"}],
    "user": [
        {"email": "mo@example.org", "name": "Mo", "role": "training manager"},
        {"email": "ann@example.org", "name": "Ann", "role": "practitioner"},
    ],
    "booking": [{"session_id": 1, "practitioner_id": 2, "state": "booked", "name": "Ann"}],
    "charge": [{"booking_id": 1, "cause": "no-show", "pence": 2500, "state": "waived"}],
    "certificate": [{"booking_id": 1, "code": "KH4M"}],
    "accepted_evidence": [{"user_id": 2, "course_id": 1, "accepted_by_id": 1}],
    "person_note": [{"user_id": 2, "written_by_id": 1}],
    "questionnaire": [{"stage": "after", "is_brief": False, "version": 1}],
    "issued_questionnaire": [{"booking_id": 1, "stage": "after", "questionnaire_id": 1}],
    "audit_entry": [
        {"deed": deed, "record_type": record_type, "record_id": 1, "note": note, "actor_id": 1}
        for (deed, record_type, note), _ in WRITTEN_BEFORE_THE_NINTH * MANY
    ],
}


@BOTH
def test_what_was_written_before_the_ninth_step_is_kept_by_name_and_by_person(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade(revision="0008")
    fill(BEFORE_THE_NINTH)
    flask_migrate.upgrade(revision="0009")
    kept = entries_kept()
    assert kept == [since for _, since in WRITTEN_BEFORE_THE_NINTH * MANY]
    db.session.rollback()
    flask_migrate.downgrade(revision="0008")
    written = [(deed, record_type, note) for _, deed, record_type, note in column("audit_entry", "id", *AS_WRITTEN)]
    assert written == [before for before, _ in WRITTEN_BEFORE_THE_NINTH * MANY]
    db.session.rollback()
    flask_migrate.upgrade(revision="0009")
    assert entries_kept() == kept


AS_WRITTEN = ("deed", "record_type", "note")


def entries_kept() -> list[tuple[str, int | None, dict[str, Any]]]:
    entries = db.session.execute(select(AuditEntry.verb, AuditEntry.person_id, AuditEntry.data).order_by(AuditEntry.id))
    return [(str(verb), person_id, data) for verb, person_id, data in entries]


@BOTH
def test_what_is_asked_before_a_course_is_worked_out_again_below_the_tenth_step(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade()
    own, other, at_lunch = a_course(), a_course(), a_course(strand=Strand.LUNCHTIME)
    week, booking = a_learning_week(), a_booking(a_session(own))
    a_timing(own, Stage.PRE_COURSE, is_on=False)
    a_timing(Shape.WEEK, Stage.PRE_COURSE)
    ids, week_id = [own.id, other.id, at_lunch.id], week.id
    booking_id, name = booking.id, booking.name
    db.session.rollback()
    flask_migrate.downgrade(revision="0009")
    said = dict(column("course", "id", "asks_before"))
    assert [bool(said[number]) for number in ids] == [False, True, False]
    assert [(number, bool(asks)) for number, asks in column("learning_week", "id", "asks_before")] == [(week_id, True)]
    assert column("booking", "id", "name") == [(booking_id, name)]
    db.session.rollback()
    flask_migrate.upgrade()
    assert "asks_before" not in columns_of("course") | columns_of("learning_week")
    assert column("booking", "id", "name") == [(booking_id, name)]


@BOTH
def test_people_who_are_there_already_are_found_by_their_names(kind: str, empty: Flask) -> None:
    flask_migrate.upgrade()
    person = a_user(name="Łucja O’Brien-Díaz", email="lucja@example.org")
    others = [a_user() for _ in range(3)]
    found_by = [(each.id, each.search_text) for each in (person, *others)]
    assert found_by[0][1] == "lucja o'brien-diaz lucja@example.org"
    db.session.rollback()
    flask_migrate.downgrade(revision="0010")
    assert "search_text" not in columns_of("user")
    db.session.rollback()
    flask_migrate.upgrade()
    assert column('"user"', "id", "search_text") == found_by
