"""Facts have tables: what was decided from the outbox and the log is kept in columns and rows of its own

Revision: 0008, after 0007
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

AT_A_TIME = 1000
"""Rows that are read, or written, in one go."""

MESSAGE = sa.table(
    "message",
    sa.column("id", sa.Integer),
    sa.column("key", sa.String),
    sa.column("kind", sa.String),
    sa.column("subject_key", sa.String),
    sa.column("secrets", sa.JSON),
    sa.column("calendar", sa.Text),
    sa.column("state", sa.String),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("next_attempt_at", sa.DateTime(timezone=True)),
    sa.column("sent_at", sa.DateTime(timezone=True)),
)
ENTRY = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_id", sa.Integer),
    sa.column("deed", sa.String),
    sa.column("record_type", sa.String),
    sa.column("record_id", sa.Integer),
    sa.column("note", sa.Text),
)


def upgrade() -> None:
    op.create_table(
        "demo_loading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demo_loading")),
    )
    op.create_table(
        "failed_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("client_address", sa.String(length=45), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_attempt")),
    )
    with op.batch_alter_table("failed_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_failed_attempt_kind_record_id_at"), ["kind", "record_id", "at"], unique=False
        )

    op.create_table(
        "manager_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manager_letter")),
    )
    op.create_table(
        "monthly_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_monthly_invitation_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_invitation")),
        sa.UniqueConstraint(
            "subscription_id", "month", "version", name=op.f("uq_monthly_invitation_subscription_id_month_version")
        ),
    )
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_announcement_session_id_training_session")
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_announcement_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.UniqueConstraint("subscription_id", "session_id", name=op.f("uq_announcement_subscription_id_session_id")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_session_id"), ["session_id"], unique=False)

    op.create_table(
        "bulk_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("bookings", sa.JSON(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["marked_by_id"], ["user.id"], name=op.f("fk_bulk_mark_marked_by_id_user")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_bulk_mark_session_id_training_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_mark")),
    )
    with op.batch_alter_table("bulk_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulk_mark_session_id"), ["session_id"], unique=False)

    op.create_table(
        "register_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["user.id"], name=op.f("fk_register_reminder_officer_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_reminder")),
        sa.UniqueConstraint("officer_id", name=op.f("uq_register_reminder_officer_id")),
    )
    op.create_table(
        "week_day_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=False),
        sa.Column("learning_week_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("ck_week_day_letter_version_from_one")),
        sa.ForeignKeyConstraint(
            ["learning_week_id"], ["learning_week.id"], name=op.f("fk_week_day_letter_learning_week_id_learning_week")
        ),
        sa.ForeignKeyConstraint(["practitioner_id"], ["user.id"], name=op.f("fk_week_day_letter_practitioner_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_day_letter")),
        sa.UniqueConstraint(
            "practitioner_id",
            "learning_week_id",
            "on",
            name=op.f("uq_week_day_letter_practitioner_id_learning_week_id_on"),
        ),
    )
    op.create_table(
        "change_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_change_letter_booking_id_booking")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_letter")),
        sa.UniqueConstraint("booking_id", "sequence", name=op.f("uq_change_letter_booking_id_sequence")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmation_told_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawal_told_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.add_column(sa.Column("letter_key", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("letter_left_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("manager_letter_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_charge_manager_letter_id"), ["manager_letter_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_charge_manager_letter_id_manager_letter"), "manager_letter", ["manager_letter_id"], ["id"]
        )

    with op.batch_alter_table("issued_questionnaire", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("manager_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))

    _carry_over()


Row = dict[str, Any]


def _carry_over() -> None:
    """What the outbox and the log have said until now."""
    _the_demo()
    _wrong_codes()
    _everyone_is_here()
    _reminders_of_registers()
    _monthly_invitations()
    _announcements()
    _days_of_learning_weeks()
    _changes_of_sessions()
    _confirmations()
    _asked_for_answers("issued_questionnaire", "issued-")
    _asked_for_answers("manager_request", "manager-request-")
    _asked_for_reasons()
    _letters_to_managers()
    op.execute(sa.text("UPDATE certificate SET withdrawal_told_at = withdrawn_at WHERE withdrawn_at IS NOT NULL"))


def _the_demo() -> None:
    loaded = [{"loaded_at": entry.at} for entry in _rows(ENTRY, ENTRY.c.deed == "loaded the demo")]
    _insert("demo_loading", loaded[:1], loaded_at=sa.DateTime(timezone=True))


def _wrong_codes() -> None:
    kinds = {"User": "a room's code, by somebody signed in", "Booking": "a room's code, by a personal link"}
    tried = [
        {"kind": kinds[entry.record_type], "record_id": entry.record_id, "client_address": "", "at": entry.at}
        for entry in _rows(ENTRY, ENTRY.c.deed == "typed a wrong room code", ENTRY.c.record_type.in_(kinds))
    ]
    _insert("failed_attempt", tried, at=sa.DateTime(timezone=True))


def _everyone_is_here() -> None:
    """The note was "2026-11-19, bookings 12 13"."""
    marked, sessions = [], _ids("training_session")
    for entry in _rows(ENTRY, ENTRY.c.deed == "marked everyone as here"):
        on, _, bookings = entry.note.partition(", bookings ")
        if entry.record_id in sessions and bookings:
            of_session = {"session_id": entry.record_id, "on": date.fromisoformat(on)}
            by_whom = {"marked_at": entry.at, "marked_by_id": entry.actor_id}
            marked.append({**of_session, **by_whom, "bookings": [int(number) for number in bookings.split()]})
    _insert("bulk_mark", marked, on=sa.Date(), bookings=sa.JSON(), marked_at=sa.DateTime(timezone=True))


def _reminders_of_registers() -> None:
    last: dict[int, Row] = {}
    for letter in _letters("registers-outstanding"):
        officer_id = int(letter.subject_key.removeprefix("registers-"))
        last[officer_id] = {"officer_id": officer_id, "reminded_at": letter.created_at}
    _insert("register_reminder", _known(last, "user"), reminded_at=sa.DateTime(timezone=True))


def _monthly_invitations() -> None:
    """The key was "lunchtime:subscription-5:2026-12-0123456789"."""
    sent = {}
    for letter in _letters("lunchtime"):
        found = re.fullmatch(r"lunchtime:subscription-(\d+):(\d{4}-\d\d)-(\w{10})", letter.key)
        if found:
            whose, month, version = int(found[1]), date.fromisoformat(f"{found[2]}-01"), found[3]
            of_version = {"subscription_id": whose, "month": month, "version": version}
            sent[whose, month, version] = {**of_version, "sent_at": letter.created_at}
    subscriptions = _ids("subscription")
    rows = [row for row in sent.values() if row["subscription_id"] in subscriptions]
    _insert("monthly_invitation", rows, month=sa.Date(), sent_at=sa.DateTime(timezone=True))


def _announcements() -> None:
    """Calendars of invitations named sessions by "session-12-day-1"; letters of new dates, in their key: ".12.13."."""
    told: dict[tuple[int, int], Row] = {}
    for letter in _letters("lunchtime", "new-date"):
        if letter.kind == "lunchtime" and letter.state == "withdrawn":
            continue
        subscription_id = int(letter.subject_key.removeprefix("subscription-"))
        for session_id, sequence in _sessions_named_in(letter):
            of_session = {"subscription_id": subscription_id, "session_id": session_id, "sequence": sequence}
            told[subscription_id, session_id] = {**of_session, "told_at": letter.created_at}
    sessions, subscriptions = _ids("training_session"), _ids("subscription")
    rows = [row for (whose, which), row in told.items() if whose in subscriptions and which in sessions]
    _insert("announcement", rows, told_at=sa.DateTime(timezone=True))


def _sessions_named_in(letter: Any) -> Iterator[tuple[int, int]]:
    """Each with the sequence it had; of new dates none was told, so it counts as the first."""
    if letter.kind == "new-date":
        yield from ((int(number), 0) for number in letter.key.rpartition(":")[2].split(".") if number)
        return
    for event in (letter.calendar or "").split("BEGIN:VEVENT")[1:]:
        uid, sequence = re.search(r"UID:session-(\d+)-day-", event), re.search(r"SEQUENCE:(\d+)", event)
        if uid:
            yield int(uid[1]), int(sequence[1]) if sequence else 0


def _days_of_learning_weeks() -> None:
    """The key was "week-day:person-1-week-2:20261123", and for the letters that replaced it "…-1", "…-2"."""
    letters: dict[tuple[int, int, date], Row] = {}
    for letter in _letters("week-day"):
        found = re.fullmatch(r"week-day:person-(\d+)-week-(\d+):(\d{8})(?:-(\d+))?", letter.key)
        if found:
            person_id, week_id = int(found[1]), int(found[2])
            on = datetime.strptime(found[3], "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
            letters[person_id, week_id, on] = {
                "practitioner_id": person_id,
                "learning_week_id": week_id,
                "on": on,
                "version": int(found[4] or 0) + 1,
                **_written(letter),
            }
    people, weeks = _ids("user"), _ids("learning_week")
    rows = [row for (whose, week, _), row in letters.items() if whose in people and week in weeks]
    _insert("week_day_letter", rows, on=sa.Date(), **WRITTEN)


def _changes_of_sessions() -> None:
    """The key was "changed:booking-5:3", with the session's sequence."""
    letters: dict[tuple[int, int], Row] = {}
    for letter in _letters("changed"):
        found = re.fullmatch(r"changed:booking-(\d+):(\d+)", letter.key)
        if found:
            booking_id, sequence = int(found[1]), int(found[2])
            letters[booking_id, sequence] = {"booking_id": booking_id, "sequence": sequence, **_written(letter)}
    bookings = _ids("booking")
    _insert("change_letter", [row for row in letters.values() if row["booking_id"] in bookings], **WRITTEN)


def _confirmations() -> None:
    """One of several bookings named them in its calendar."""
    told: dict[int, datetime] = {}
    for letter in _letters("confirmed", "confirmed-together"):
        if letter.state == "withdrawn":
            continue
        together = re.findall(r"UID:booking-(\d+)-day-", letter.calendar or "")
        alone = re.findall(r"^booking-(\d+)$", letter.subject_key)
        told |= {int(number): letter.created_at for number in alone or together}
    rows = {number: {"confirmation_told_at": at} for number, at in told.items()}
    _update("booking", rows, confirmation_told_at=sa.DateTime(timezone=True))


def _asked_for_answers(table: str, about: str) -> None:
    last: dict[int, Row] = {}
    for letter in _rows(MESSAGE, MESSAGE.c.subject_key.like(f"{about}%")):
        last[int(letter.subject_key.removeprefix(about))] = {"asked_at": letter.created_at}
    _update(table, last, asked_at=sa.DateTime(timezone=True))


def _asked_for_reasons() -> None:
    """A letter that left counts before one that waits or was missed, and that before one refused for good."""
    ranks = {"failed": 1, "queued": 2, "retrying": 2, "sending": 2, "missed": 2, "sent": 3}
    best: dict[int, tuple[int, Row]] = {}
    for letter in _letters("reason"):
        charge_id, rank = int(letter.subject_key.removeprefix("charge-")), ranks.get(letter.state, 0)
        if rank and rank >= best.get(charge_id, (0, {}))[0]:
            left_at = None if rank == ranks["queued"] else letter.sent_at or letter.next_attempt_at
            best[charge_id] = rank, {"letter_key": letter.key, "letter_left_at": left_at}
    rows = {charge_id: row for charge_id, (_, row) in best.items()}
    _update("charge", rows, letter_left_at=sa.DateTime(timezone=True))


def _letters_to_managers() -> None:
    """They named their charges in their links. From now on each goes by a number of its own."""
    of_charge: dict[int, Row] = {}
    letters = list(_letters("reason-manager"))
    _insert(
        "manager_letter",
        [{"id": number, "asked_at": letter.created_at} for number, letter in enumerate(letters, 1)],
        asked_at=sa.DateTime(timezone=True),
    )
    for number, letter in enumerate(letters, 1):
        named = [int(record) for purpose, record, _ in letter.secrets if purpose == letter.kind]
        of_charge |= {charge_id: {"manager_letter_id": number} for charge_id in named}
    _update("message", {each.id: {"subject_key": f"manager-letter-{number}"} for number, each in enumerate(letters, 1)})
    _update("charge", of_charge)
    if letters and op.get_bind().dialect.name == "postgresql":
        op.execute(
            sa.text("SELECT setval(pg_get_serial_sequence('manager_letter', 'id'), max(id)) FROM manager_letter")
        )


WRITTEN = {"written_at": sa.DateTime(timezone=True), "taken_back_at": sa.DateTime(timezone=True)}


def _written(letter: Any) -> Row:
    """When a letter was taken back nobody wrote down: it counts from when it was written."""
    taken_back_at = letter.created_at if letter.state == "withdrawn" else None
    return {"written_at": letter.created_at, "taken_back_at": taken_back_at}


def _letters(*kinds: str) -> Iterator[Any]:
    return _rows(MESSAGE, MESSAGE.c.kind.in_(kinds))


def _rows(table: sa.TableClause, *wanted: sa.ColumnElement[bool]) -> Iterator[Any]:
    """In the order of their numbers, some at a time."""
    last = 0
    in_order = sa.select(table).where(*wanted).order_by(table.c.id).limit(AT_A_TIME)
    while rows := op.get_bind().execute(in_order.where(table.c.id > last)).all():
        yield from rows
        last = rows[-1].id


def _ids(table: str) -> set[int]:
    return set(op.get_bind().execute(sa.select(sa.column("id")).select_from(sa.table(table))).scalars())


def _known(rows: dict[int, Row], table: str) -> list[Row]:
    """Those whose number is of a record that is there."""
    there = _ids(table)
    return [row for number, row in rows.items() if number in there]


def _insert(table: str, rows: list[Row], **types: Any) -> None:
    for first in range(0, len(rows), AT_A_TIME):
        columns = [sa.column(name, types.get(name)) for name in rows[0]]
        op.bulk_insert(sa.table(table, *columns), rows[first : first + AT_A_TIME])


def _update(table: str, rows: dict[int, Row], **types: Any) -> None:
    """By the number of the record; the rows are alike."""
    if not rows:
        return
    columns = [sa.column(name, types.get(name)) for name in next(iter(rows.values()))]
    target = sa.table(table, sa.column("id"), *columns)
    changes = sa.update(target).where(target.c.id == sa.bindparam("number"))
    changes = changes.values({column.name: sa.bindparam(f"new_{column.name}", type_=column.type) for column in columns})
    values = [
        {"number": number, **{f"new_{name}": value for name, value in row.items()}} for number, row in rows.items()
    ]
    for first in range(0, len(values), AT_A_TIME):
        op.get_bind().execute(changes, values[first : first + AT_A_TIME])


def downgrade() -> None:
    with op.batch_alter_table("manager_request", schema=None) as batch_op:
        batch_op.drop_column("asked_at")

    with op.batch_alter_table("issued_questionnaire", schema=None) as batch_op:
        batch_op.drop_column("asked_at")

    with op.batch_alter_table("charge", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_charge_manager_letter_id_manager_letter"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_charge_manager_letter_id"))
        batch_op.drop_column("manager_letter_id")
        batch_op.drop_column("letter_left_at")
        batch_op.drop_column("letter_key")

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_column("withdrawal_told_at")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("confirmation_told_at")

    op.drop_table("change_letter")
    op.drop_table("week_day_letter")
    op.drop_table("register_reminder")
    with op.batch_alter_table("bulk_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bulk_mark_session_id"))

    op.drop_table("bulk_mark")
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcement_session_id"))

    op.drop_table("announcement")
    op.drop_table("monthly_invitation")
    op.drop_table("manager_letter")
    with op.batch_alter_table("failed_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failed_attempt_kind_record_id_at"))

    op.drop_table("failed_attempt")
    op.drop_table("demo_loading")
