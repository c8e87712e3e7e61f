"""What erasing does to a row."""

from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, literal

from app.personal.rules import ERASED, NOBODYS, Forgotten, PersonalTable, columns_of, nothing

NOT_ERASED = (
    "Bookings, attendances, ticks in questionnaires and charges stay, under a pseudonym: the figures stay as they are.",
    "Notes and comments of other people may name them in their own words. Search for the name under Evaluation.",
    "Backups hold them for up to a year. If one is restored meanwhile, erase them again: keep the request until then.",
)
"""What the page says beside what the declarations say."""

NOT_ERASED_OF_ADDRESS = ("What names the address stays, without it and the name beside it.", *NOT_ERASED[1:])


def values_after(held: PersonalTable | Forgotten, *, pseudonym: str) -> dict[str, Any]:
    """What the columns of a declared table hold once its rows are erased, or forgotten."""
    columns = columns_of(held.model)
    values: dict[str, Any] = {columns[name].name: nothing(columns[name]) for name in held.empties}
    values |= {columns[name].name: pseudonym for name in held.pseudonyms}
    values |= {columns[name].name: nobodys(held) for name in held.addresses}
    values |= {columns[name].name: case((columns[name] == "", ""), else_=ERASED) for name in held.redacts}
    if isinstance(held, PersonalTable):
        values |= {columns[name].name: value for name, value in held.sets.items()}
    return values


def nobodys(held: PersonalTable | Forgotten) -> ColumnElement[str]:
    """SQL: an address that is nobody's, another one for each row."""
    return literal("erased-") + cast(held.table.c.id, String) + literal(f"@{NOBODYS}")
