"""Everything kept about people is declared: what answers, erases, merges and forgets reads nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

from app.core.database import Base
from app.personal.rules import (
    Forgotten,
    ImpersonalTable,
    PersonalTable,
    columns_of,
    is_a_person,
    says_something,
)
from app.records.holdings.rules import DECLARED, PERSONAL, about
from app.rooms import modules
from app.settings.rules_retention import RETENTION_KINDS, RetentionPeriods
from tests.house import application

RETENTION_BY_ITS_OWN_RULE = {"people_years"}
"""Forgotten by erasing the person, not by a declaration."""


def all_declared() -> list[Any]:
    application()
    rooms = [module for module in modules("rules") if module.__name__.endswith(".rules_people")]
    return [each for room in rooms for each in room.DECLARED]


def undeclared(tables: list[Table], declared: list[Any]) -> list[str]:
    """Columns that could name somebody, and that no declaration of their table names."""
    missing = []
    for table in tables:
        of_table = [each for each in declared if each.table is table]
        named = {columns_of(each.model)[name].name for each in of_table for name in each.names}
        gone = any(isinstance(each, PersonalTable) and each.goes for each in of_table)
        for column in table.columns:
            if (is_a_person(column) or (says_something(column) and not gone)) and column.name not in named:
                missing.append(f"{table.name}.{column.name}")
    return missing


def test_every_column_that_could_name_somebody_is_declared() -> None:
    assert undeclared(Base.metadata.sorted_tables, all_declared()) == []


@pytest.mark.parametrize(
    "column",
    [
        Column("nickname", String(20)),
        Column("said", Text()),
        Column("picture", LargeBinary()),
        Column("seen_by_id", Integer, ForeignKey("user.id")),
    ],
    ids=lambda column: column.name,
)
def test_a_new_column_that_nobody_declared_is_found(column: Column[Any]) -> None:
    metadata = MetaData()
    Table("user", metadata, Column("id", Integer, primary_key=True))
    table = Table("pet", metadata, Column("id", Integer, primary_key=True), column)
    assert undeclared([table], []) == [f"pet.{column.name}"]
    assert undeclared([table], [ImpersonalTable(model=table, because="of no one", columns=(column.name,))]) == []


def test_a_declaration_names_columns_that_there_are() -> None:
    for each in all_declared():
        assert each.names <= set(columns_of(each.model)), each


def test_what_answers_and_erases_knows_every_room_that_keeps_anything_about_people() -> None:
    of_people = [each for each in all_declared() if isinstance(each, PersonalTable | Forgotten)]
    assert {id(each) for each in of_people} <= {id(each) for each in DECLARED}


def test_every_reference_to_a_person_says_who_it_is() -> None:
    """The person themself, or whoever did something: never both, never neither."""
    for each in all_declared():
        if isinstance(each, Forgotten):
            continue
        columns = columns_of(each.model)
        people = {name for name, column in columns.items() if is_a_person(column)}
        assert {name for name in each.actors if name not in people} == set(), each
        if isinstance(each, PersonalTable) and each.person:
            assert not {each.person} & set(each.actors)


def test_a_person_has_a_row_alone_only_where_a_merge_knows_which_stays() -> None:
    """A unique key with a person in it would stop a merge, unless the declaration says `once`; live bookings are asked
    about."""
    known = {(each.table.name, frozenset((each.person, *each.once))) for each in PERSONAL if each.once is not None}
    found = set()
    for table in Base.metadata.sorted_tables:
        keys = [key for key in table.constraints if type(key).__name__ == "UniqueConstraint"]
        for key in (*keys, *(index for index in table.indexes if index.unique)):
            if any(is_a_person(column) for column in key.columns):
                found.add((table.name, frozenset(column.name for column in key.columns)))
    assert found - known == {("booking", frozenset({"session_id", "practitioner_id"}))}


def test_every_kind_of_retention_forgets_something_and_all_that_is_forgotten_is_of_a_kind() -> None:
    kinds = {kind.name for kind in RETENTION_KINDS}
    assert {each.kind for each in DECLARED if isinstance(each, Forgotten)} == kinds - RETENTION_BY_ITS_OWN_RULE


def test_the_defaults_of_retention_are_those_of_its_kinds_and_within_their_bounds() -> None:
    periods = RetentionPeriods()
    for kind in RETENTION_KINDS:
        assert kind.lowest <= kind.default == periods.of(kind) <= kind.highest
        assert kind.name.endswith(f"_{kind.unit}")


def test_a_path_to_a_person_that_leads_nowhere_is_said(app: Flask) -> None:
    from_nowhere = PersonalTable(model=Base.metadata.tables["session_day"], title="Days", person="session_id")
    subject: Any = SimpleNamespace(number=1, emails=frozenset(), records=frozenset())
    with pytest.raises(KeyError, match="training_session"):
        about(from_nowhere, subject)
