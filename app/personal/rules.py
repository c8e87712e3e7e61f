"""What is kept about people: each room declares it in its `rules_people.py`, a table at a time.

The declarations are read by what answers, erases, merges and forgets, so that none of these has a list of its own. A
test reads the models, and fails on a column of text or a reference to a person that no declaration names.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Enum, LargeBinary, String, Table, and_, or_

NOBODYS = "erased.invalid"
"""The domain of addresses that stand where somebody's was: .invalid is nobody's for good (RFC 2606 2)."""

ERASED = "[erased]"
"""What stands where a table wants words."""


def is_nobodys(email: str) -> bool:
    """Whether an address stands where somebody's was: nothing is ever sent to it."""
    return email.endswith(f"@{NOBODYS}")


@dataclass(frozen=True)
class DataSubject:
    """Whose data are meant: a person by number, if they have a record, and the addresses that are theirs.

    `records` are the records about them that letters are about, as letters know them: "booking-12".
    """

    person_id: int | None
    emails: frozenset[str]
    records: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """Of the person; 0, which is nobody's, where they have no record."""
        return self.person_id or 0

    @property
    def pseudonym(self) -> str:
        """The name that stands where theirs was."""
        return f"Erased person {self.person_id}" if self.person_id else "Erased person"

    def numbers_of(self, prefix: str) -> list[int]:
        """Of these records, those of a kind, by number."""
        return [int(record.removeprefix(prefix)) for record in self.records if record.startswith(prefix)]


@dataclass(frozen=True, kw_only=True)
class PersonalTable:
    """Rows of one table that are about a person, what they are shown of them, and what erasing leaves.

    `person` is the column that leads to them: their number, or that of a row of another table that is declared to be
    about them. `address` is a column with their address, `where` whatever else makes a row theirs. Columns that erasing
    empties, replaces by a pseudonym or by nobody's address, redacts (words that may not be empty) or sets; those of
    `keeps` stay, each with its reason. `goes` deletes the row. `actors` are references to whoever did something, who
    are somebody else: the number stays, and a merge follows it. `others` holds other people's data, `inner` what says
    nothing to a reader; neither is shown, and where `shows` is given, nothing but that is. `beside` is what makes a row
    understood, as paths from it. `once` are the columns by which a person has one row alone: a second one goes as two
    people are merged. What a record opened for its person `stays_behind` in a merge: it goes, and is nobody else's.
    `packs` are the columns of a file's name and of its bytes: their person is given the file itself.
    """

    model: Any
    title: str
    person: str = ""
    address: str = ""
    where: Callable[[DataSubject], ColumnElement[bool]] | None = None
    empties: tuple[str, ...] = ()
    pseudonyms: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    redacts: tuple[str, ...] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    rewrites: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    keeps: Mapping[str, str] = field(default_factory=dict)
    goes: bool = False
    actors: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    shows: tuple[str, ...] | None = None
    beside: Mapping[str, str | Callable[[Any], Any]] = field(default_factory=dict)
    once: tuple[str, ...] | None = None
    stays_behind: bool = False
    packs: tuple[str, str] | None = None

    @property
    def table(self) -> Table:
        return table_of(self.model)

    @property
    def names(self) -> set[str]:
        """Every column that it says something about."""
        erased = {*self.empties, *self.pseudonyms, *self.addresses, *self.redacts, *self.sets, *self.rewrites}
        return erased | {*self.keeps, *self.actors, *self.others, self.person, self.address} - {""}

    @property
    def shown(self) -> list[str]:
        """The columns that its person is shown: all but numbers of other records, and what it withholds."""
        if self.shows is not None:
            return list(self.shows)
        hidden = {"id", *self.actors, *self.others, *self.inner}
        return [key for key, column in columns_of(self.model).items() if key not in hidden and not column.foreign_keys]


@dataclass(frozen=True, kw_only=True)
class ImpersonalTable:
    """A table about nobody in particular, and why its columns of text are about nobody; `actors` as above."""

    model: Any
    because: str
    columns: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()

    @property
    def table(self) -> Table:
        return table_of(self.model)

    @property
    def names(self) -> set[str]:
        return {*self.columns, *self.actors}


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What is forgotten of a table once its period is over: of the rows that are `due` for what lies before an instant,
    and have something left to forget. `kind` is one of the retention periods."""

    kind: str
    what: str
    model: Any
    due: Callable[[datetime], ColumnElement[bool]]
    empties: tuple[str, ...] = ()
    pseudonyms: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    redacts: tuple[str, ...] = ()
    goes: bool = False

    @property
    def table(self) -> Table:
        return table_of(self.model)

    @property
    def names(self) -> set[str]:
        """Every column that it forgets: all of them, where the row goes."""
        if self.goes:
            return set(columns_of(self.model))
        return {*self.empties, *self.pseudonyms, *self.addresses, *self.redacts}

    def is_left(self) -> ColumnElement[bool]:
        """SQL: there is something left to forget."""
        if self.goes:
            return and_(True)
        columns = columns_of(self.model)
        return or_(
            *(_is_something(columns[name]) for name in self.empties),
            *(columns[name] != ERASED for name in self.pseudonyms),
            *(and_(columns[name] != ERASED, columns[name] != "") for name in self.redacts),
            *(columns[name].not_like(f"%@{NOBODYS}") for name in self.addresses),
        )


Declaration = PersonalTable | ImpersonalTable | Forgotten


def table_of(model: Any) -> Table:
    found: Table = model if isinstance(model, Table) else model.__table__
    return found


def columns_of(model: Any) -> dict[str, Column[Any]]:
    """By the names that the model gives them."""
    if isinstance(model, Table):
        return {column.name: column for column in model.columns}
    return {attribute.key: attribute.columns[0] for attribute in model.__mapper__.column_attrs}


def says_something(column: Column[Any]) -> bool:
    """Whether a column could hold a name, an address or free words."""
    return isinstance(column.type, String | JSON | LargeBinary) and not isinstance(column.type, Enum)


def is_a_person(column: Column[Any]) -> bool:
    """Whether a column refers to a person's record."""
    return any(key.column.table.name == "user" for key in column.foreign_keys)


def nothing(column: Column[Any]) -> Any:
    """What an emptied column holds."""
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return []
    return b"" if isinstance(column.type, LargeBinary) else ""


def _is_something(column: Column[Any]) -> ColumnElement[bool]:
    if isinstance(column.type, JSON):
        return column.is_not(None)
    if isinstance(column.type, LargeBinary):
        return column != b""
    return and_(column.is_not(None), column != "")


def declared_for(declarations: Iterable[Declaration], table: Table) -> list[Declaration]:
    return [each for each in declarations if each.table is table]
