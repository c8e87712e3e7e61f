"""The audit log with a grammar: verbs, what changed by name, and the person whom a deed is about

Revision: 0009, after 0008
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from string import Formatter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

AT_ONCE = 1_000
"""Entries that are held at a time."""

SPELLED_ANEW = {
    "marked": "marked a booking",
    "left the waiting list: walked in": "walked in from the waiting list",
    "left the waiting list for a colleague's place": "left the list for a colleague's place",
    "withdrawn a charge": "withdrew a charge",
    "took back a questionnaire typed in from paper": "took back a questionnaire from paper",
}
"""What was written until now, and how it is spelled from now on."""

PERSONS = {
    "User": 'SELECT id FROM "user" WHERE id = record_id',
    "Booking": "SELECT practitioner_id FROM booking WHERE booking.id = record_id",
    "AcceptedEvidence": "SELECT user_id FROM accepted_evidence WHERE accepted_evidence.id = record_id",
    "PersonNote": "SELECT user_id FROM person_note WHERE person_note.id = record_id",
    **{
        record_type: f"SELECT practitioner_id FROM booking JOIN {table} ON {table}.booking_id = booking.id "
        f"WHERE {table}.id = record_id"
        for record_type, table in (
            ("Charge", "charge"),
            ("Certificate", "certificate"),
            ("Issued", "issued_questionnaire"),
        )
    },
}
"""Where it is written whom a record is about."""


class Kind:
    """How something is written in a note, and what is kept of it; null where the note says that there was `nothing`."""

    def __init__(
        self, pattern: str, read: Callable[[str], Any] = str, write: Callable[[Any], str] = str, nothing: str = ""
    ) -> None:
        self.pattern = f"{pattern}|{nothing}" if nothing else pattern
        self._read, self._write, self._nothing = read, write, nothing

    def read(self, text: str) -> Any:
        return None if self._nothing and text == self._nothing else self._read(text)

    def write(self, fact: Any) -> str | None:
        """None where nothing of this kind is written so."""
        text = self._nothing if fact is None else self._write(fact)
        return text if re.fullmatch(self.pattern, text, re.DOTALL) and (text or fact is not None) else None


def _counts(text: str) -> dict[str, int]:
    """Of "police 3, voluntary and faith 2"."""
    return {name: int(how_many) for name, how_many in re.findall(r"([a-z][a-z -]*) (\d+)", text)}


def _marks(text: str) -> dict[str, int]:
    """Of "3 attended, 1 no-show"."""
    return {name: int(how_many) for how_many, name in re.findall(r"(\d+) ([a-z-]+)", text)}


def _day(pattern: str, how: str) -> Kind:
    """A day, written as `how` says but without a nought before its number."""

    def read(text: str) -> str:
        return datetime.strptime(text, how).replace(tzinfo=UTC).date().isoformat()

    def write(on: str) -> str:
        day = datetime.fromisoformat(on)
        return day.strftime(how.replace("%d", str(day.day)))

    return Kind(pattern, read, write)


MARK = "attended|left-early|late-refused|no-show|excused|late-cancelled|cancelled|substituted|walk-in|cancelled-by-us"
SECTOR = "social care|police|health|education|voluntary and faith|private provider|justice|elected members|other"
STATE = "proposed|reason asked|explained|not explained|waived|confirmed|billed|paid|written off|withdrawn|credited"
WAIVER = "sickness|bereavement|court attendance|an urgent case|technical trouble joining|our mistake|another reason"
GROUP = "contributing|non-contributing|private|out of area"
HEADINGS = {
    "before": "Pre-course self-evaluation",
    "after": "Post-course evaluation",
    "later": "Impact questionnaire",
    "manager": "Manager questionnaire",
}
STAGES = {heading: stage for stage, heading in HEADINGS.items()}

KINDS = {
    "words": Kind(r".+"),
    "number": Kind(r"\d+", int),
    "some": Kind(r"[1-9]\d*", int),
    "numbers": Kind(
        r"\d+(?: \d+)*", lambda text: [int(one) for one in text.split()], lambda ids: " ".join(map(str, ids))
    ),
    "outcome": Kind(MARK),
    "mark": Kind(MARK, nothing="not marked"),
    "entry": Kind(f"{MARK}|not on the register|a colleague came instead", nothing="not marked"),
    "marks": Kind(
        r"\d+ [a-z-]+(?:, \d+ [a-z-]+)*",
        _marks,
        lambda marks: ", ".join(f"{how_many} {mark}" for mark, how_many in marks.items()),
    ),
    "taken back": Kind(r"\d+ marks?", lambda text: int(text.split()[0]), lambda many: f"{many} mark{'s'[: many != 1]}"),
    "sectors": Kind(
        rf"(?:, (?:{SECTOR}) \d+)*",
        _counts,
        lambda sectors: "".join(f", {sector} {came}" for sector, came in sectors.items()),
    ),
    "state": Kind(STATE),
    "waiver": Kind(WAIVER),
    "group": Kind(GROUP),
    "whom": Kind("booked|waiting|booked and waiting"),
    "iso": Kind(r"\d{4}-\d\d-\d\d"),
    "short": _day(r"[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} \d{4}", "%a %d %b %Y"),
    "long": _day(r"[A-Z][a-z]+day \d{1,2} [A-Z][a-z]+ \d{4}", "%A %d %B %Y"),
    "heading": Kind("|".join(STAGES), STAGES.__getitem__, HEADINGS.__getitem__),
    "theme": Kind(r"(?:(?! into ).)+"),
    "file": Kind("csv|xlsx"),
    "scope": Kind(
        r"(?:[a-z]+ [^ ,]+(?:, [a-z]+ [^ ,]+)*)?",
        lambda text: dict(part.split(" ", 1) for part in text.split(", ") if part),
        lambda scope: ", ".join(f"{name} {value}" for name, value in scope.items()),
    ),
    "named": Kind(
        "named|pseudonymous", lambda text: text == "named", lambda is_named: "named" if is_named else "pseudonymous"
    ),
}

NOTES = {
    "created an account": ["{role:words}"],
    "edited an agency": ["{before:group} to {after:group}"],
    "merged an agency": ["into agency {into_agency:number}"],
    "subscribed an address": ["{topic:words}"],
    "confirmed a subscription": ["{topic:words}"],
    "ended a subscription": ["{topic:words}"],
    "removed a material": ["{title:words}"],
    "confirmed a trainer": ["trainer {trainer:number}"],
    "put a trainer back to asked": ["trainer {trainer:number}"],
    "copied a session": ["from session {from_session:number}"],
    "cancelled a session": ["{reason:words}"],
    "removed a policy version": ["{name:words}"],
    "added a closed day": ["{on:long}"],
    "removed a closed day": ["{on:long}"],
    "withdrew a booking": ["{outcome:outcome}"],
    "wrote to everybody on a session": ["{whom:whom}, {told:number}: {subject:words}"],
    "moved to the front of the waiting list": ["{reason:words}"],
    "left the waiting list": ["{reason:words}"],
    "paused offers": ["{reason:words}"],
    "resumed offers": ["{reason:words}"],
    "marked a booking": ["{before:mark} to {after:mark}"],
    "marked everyone as here": ["{on:iso}, bookings {bookings:numbers}"],
    "took back that everyone is here": ["{marks:taken back}"],
    "took a Teams report": [
        "day {day:number}: {marks:marks}, {walk_ins:some} walk-in",
        "day {day:number}: {walk_ins:some} walk-in",
        "day {day:number}: {marks:marks}",
    ],
    "counted heads": ["{heads:number}{by_sector:sectors}"],
    "corrected a closed register": [
        "{on:short}: {before:entry} to {after:entry}: {why:words}",
        "{before:entry} to {after:entry}: {why:words}",
    ],
    "proposed a charge": ["{rule:words}"],
    "asked for the reason again": ["{reason:words}"],
    "gave a reason": ["{given_by:words}"],
    "replaced the reason": ["{given_by:words}"],
    "waived a charge": ["{why:waiver}: {reason:words}", "{reason:words}"],
    "withdrew a charge": ["{before:state}: {why:waiver}: {reason:words}", "{before:state}: {reason:words}"],
    "credited a charge": ["{before:state}: {why:waiver}: {reason:words}", "{before:state}: {reason:words}"],
    "set a VAT code": ["{vat_code:words}"],
    "made a bill": ["{bill:words}"],
    "set off against credits": ["{bill:words}"],
    "paid a bill back": ["{bill:words}"],
    "billed a charge": ["{line:words}"],
    "credited on a bill": ["{line:words}"],
    "wrote off a charge": ["{reason:words}"],
    "started a draft of a questionnaire": ["{name:words}"],
    "discarded a draft of a questionnaire": ["{name:words}"],
    "put a questionnaire in use": ["{name:words}"],
    "gave a course the default questionnaire": ["{stage:heading}"],
    "set when a questionnaire is asked": ["{stage:words}"],
    "named a theme": ["{name:words}"],
    "renamed a theme": ["{name:words}"],
    "removed a theme": ["{name:words}"],
    "merged a theme": ["{before:theme} into {after:theme}"],
    "exported answers": ["{file:file}, {scope:scope}, {rows:number} rows, {is_named:named}"],
    "released a certificate": ["{words:words}"],
    "withdrew a certificate": ["{reason:words}"],
}
"""How the notes of each verb were written; of several ways the first that fits."""


def parts_of(written: str) -> list[tuple[str, str, Kind | None]]:
    """What stands before each fact, its name and its kind."""
    parts = Formatter().parse(written)
    return [(before, name or "", KINDS[kind] if name and kind else None) for before, name, kind, _ in parts]


def read_note(verb: str, note: str) -> dict[str, Any]:
    """What a note says, by name; as {"note": …} where that isn't certain."""
    for written in NOTES.get(verb, ()):
        parts = parts_of(written)
        pattern = "".join(
            re.escape(before) + (f"(?P<{name}>{kind.pattern})" if kind else "") for before, name, kind in parts
        )
        found = re.fullmatch(pattern, note, re.DOTALL)
        if found:
            return {name: kind.read(found[name]) for _, name, kind in parts if kind}
    return {"note": note} if note else {}


def write_note(verb: str, data: dict[str, Any]) -> str:
    """The note as it was written; where there was none like it, each fact after its name."""
    if "note" in data:
        return str(data["note"])
    for written in NOTES.get(verb, ()):
        note = _filled(written, data)
        if note is not None:
            return note
    return ", ".join(f"{name.replace('_', ' ')}: {fact}" for name, fact in data.items() if fact is not None)


def _filled(written: str, data: dict[str, Any]) -> str | None:
    """None where something is missing or is of another kind."""
    note = ""
    for before, name, kind in parts_of(written):
        note += before
        if kind:
            fact = kind.write(data[name]) if name in data else None
            if fact is None:
                return None
            note += fact
    return note


def rewrite(table: sa.TableClause, read: str, write: str, anew: Callable[[str, Any], Any], wanted: Any) -> None:
    """Set the column `write` of the wanted entries from `read`, some at a time."""
    connection, last = op.get_bind(), 0
    some = sa.select(table.c.id, table.c.verb, table.c[read]).where(wanted).order_by(table.c.id).limit(AT_ONCE)
    change = sa.update(table).where(table.c.id == sa.bindparam("entry")).values({write: sa.bindparam("anew")})
    while rows := connection.execute(some.where(table.c.id > last)).all():
        connection.execute(change, [{"entry": entry, "anew": anew(verb, what)} for entry, verb, what in rows])
        last = rows[-1][0]


ENTRY = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer),
    sa.column("verb", sa.String),
    sa.column("note", sa.String),
    sa.column("data", sa.JSON),
)


def upgrade() -> None:
    _spell(SPELLED_ANEW, "deed")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_deed"))
        batch_op.alter_column("deed", new_column_name="verb", existing_type=sa.String(60), type_=sa.String(40))
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("data", sa.JSON(), server_default="{}", nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_audit_entry_person_id_user"), "user", ["person_id"], ["id"])
    for record_type, person in PERSONS.items():
        op.execute(sa.text(f"UPDATE audit_entry SET person_id = ({person}) WHERE record_type = '{record_type}'"))
    rewrite(ENTRY, "note", "data", read_note, ENTRY.c.note != "")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.alter_column("data", existing_type=sa.JSON(), server_default=None)
        batch_op.drop_column("note")
        batch_op.create_index(batch_op.f("ix_audit_entry_verb"), ["verb"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_person_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_verb"))
        batch_op.add_column(sa.Column("note", sa.String(), server_default="", nullable=False))
        batch_op.alter_column("verb", existing_type=sa.String(40), type_=sa.String(60))
    rewrite(ENTRY, "data", "note", write_note, sa.cast(ENTRY.c.data, sa.String) != "{}")
    _spell({verb: deed for deed, verb in SPELLED_ANEW.items()}, "verb")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.alter_column("note", existing_type=sa.String(), server_default=None)
        batch_op.drop_constraint(batch_op.f("fk_audit_entry_person_id_user"), type_="foreignkey")
        batch_op.drop_column("data")
        batch_op.drop_column("person_id")
        batch_op.alter_column("verb", new_column_name="deed", existing_type=sa.String(60))
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_deed"), ["deed"], unique=False)


def _spell(anew: dict[str, str], column: str) -> None:
    for before, after in anew.items():
        change = sa.text(f"UPDATE audit_entry SET {column} = :after WHERE {column} = :before")
        op.execute(change.bindparams(before=before, after=after))
