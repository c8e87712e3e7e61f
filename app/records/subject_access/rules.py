"""What is kept, in words that its person can read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from app.core.clock import to_london
from app.personal.rules import PersonalTable

LEFT_OUT = (
    "Names of other people: who made an entry, colleagues, and those who name you as their line manager.",
    "What a line manager wrote about several people at once: it is theirs, and about others too.",
    "The words of e-mails to other people.",
    "Personal links and codes: they would open what they lead to.",
    "Copies in backups and in the server’s logs, which hold the same and are deleted by age.",
)
"""What an export doesn't hold, said in it."""


@dataclass(frozen=True)
class PackedFile:
    """A file that its person gave us, under its name in what they are given; it is read as it is packed."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class AccessSection:
    """Rows of one kind, each by the names of what is kept; `left_out` is how many older ones there are besides."""

    title: str
    rows: list[dict[str, Any]]
    left_out: int = 0
    files: list[PackedFile] = field(default_factory=list)


def row_of(held: PersonalTable, record: Any) -> dict[str, Any]:
    """One record as its person reads it: what makes it understood first, and nothing that is empty."""
    row = {label: _value(_read(record, path)) for label, path in held.beside.items()}
    row |= {_label(name): _value(getattr(record, name)) for name in held.shown}
    if held.packs:
        row["In this folder"] = _name_of_file(held, record)
    return {label: value for label, value in row.items() if value not in (None, "", [], {})}


def file_of(held: PersonalTable, record: Any) -> PackedFile | None:
    """The file itself, where a record holds one."""
    if held.packs is None:
        return None
    _, content = held.packs
    return PackedFile(_name_of_file(held, record), lambda: getattr(record, content))


def _name_of_file(held: PersonalTable, record: Any) -> str:
    """Two files may have one name: the record's number tells them apart."""
    return f"files/{record.id}-{getattr(record, held.packs[0])}" if held.packs else ""


def _read(record: Any, path: str | Callable[[Any], Any]) -> Any:
    if not isinstance(path, str):
        return path(record)
    for name in path.split("."):
        record = getattr(record, name) if record is not None else None
    return record


def _label(name: str) -> str:
    """Created at, of created_at; E-mail of email."""
    words = name.replace("_", " ").replace("email", "e-mail").removeprefix("is ")
    return words[:1].upper() + words[1:]


def _value(value: Any) -> Any:
    """As JSON takes it, and as a person reads it."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime):
        here = to_london(value)
        return f"{here.day} {here:%B} {here.year}, {here:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return [_value(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _value(each) for key, each in value.items()}
    return value
