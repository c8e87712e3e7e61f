"""A list of colleagues, as people paste it."""

from typing import NamedTuple

from app.core.addresses import NotAnAddress, normal_address
from app.files.tables import BadLine, plain, rows_of, separator_in

LONGEST_CELL = 200
MOST_COLLEAGUES = 50


class ColleagueLine(NamedTuple):
    """One line of a list of colleagues: its number, and what it says, or what is wrong with it."""

    number: int
    said: dict[str, str]
    complaint: str = ""


LIST_COLUMNS = ("name", "email", "role", "manager", "manager email")

_OTHER_NAMES = {
    "e-mail": "email",
    "e-mail address": "email",
    "email address": "email",
    "job role": "role",
    "line manager": "manager",
    "manager name": "manager",
    "manager e-mail": "manager email",
    "line manager e-mail": "manager email",
    "line manager email": "manager email",
}


def read_list(text: str) -> list[ColleagueLine]:
    """The colleagues of a pasted list or a CSV file: commas, semicolons or tabs, with or without a heading line.

    Without one the columns are LIST_COLUMNS in their order. Empty lines are left out.
    """
    text = text.removeprefix("\ufeff")
    try:
        rows = list(rows_of(text, separator_in(text)))
    except BadLine:
        return [ColleagueLine(1, {}, "this isn’t a list of columns with commas between them")]
    columns = list(LIST_COLUMNS)
    lines: list[ColleagueLine] = []
    for number, written in rows:
        cells = [plain(cell) for cell in written]
        if not any(cells):
            continue
        named = [_OTHER_NAMES.get(cell.casefold(), cell.casefold()) for cell in cells]
        if not lines and "email" in named:
            columns = named
            continue
        lines.append(_line(number, dict(zip(columns, cells, strict=False))))
    return lines


def _line(number: int, said: dict[str, str]) -> ColleagueLine:
    for column, complaint in (("name", "there is no name"), ("email", "there is no e-mail address")):
        if not said.get(column):
            return ColleagueLine(number, said, complaint)
    try:
        said["email"] = normal_address(said["email"])
    except NotAnAddress:
        return ColleagueLine(number, said, f"{said['email']} is no e-mail address")
    if said.get("manager email"):
        try:
            said["manager email"] = normal_address(said["manager email"])
        except NotAnAddress:
            return ColleagueLine(number, said, f"{said['manager email']} is no e-mail address")
    too_long = next((column for column in LIST_COLUMNS if len(said.get(column, "")) > LONGEST_CELL), None)
    return ColleagueLine(number, said, f"the {too_long} is longer than {LONGEST_CELL} characters" if too_long else "")
