"""A list of colleagues, as people paste it: columns from a spreadsheet, or addresses from Outlook."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from app.files.tables import plain, separator_in
from app.person_names.names import name_in_address, with_capitals
from app.personal.rules_addresses import NotAnAddress, normal_address

LONGEST_CELL = 200
MOST_COLLEAGUES = 50


class ColleagueLine(NamedTuple):
    """One person of a list: the line they begin on, what it says of them or what is wrong with it, and as it was typed.

    Of an address alone, the name is read from the address: `is_guessed`. `asked_about` is a name in small letters for
    which capitals are offered.
    """

    number: int
    said: dict[str, str]
    complaint: str = ""
    typed: str = ""
    is_guessed: bool = False
    asked_about: str = ""


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

_IN_BRACKETS = re.compile(r"<\s*(?:mailto:)?([^<>\s]*@[^<>\s]*)\s*>")
_ADDRESS = re.compile(r"[^\s,;<>@]+@[^\s,;<>@]+")
_OPENS_A_CELL = re.compile(r'(?:^|[,;\t])\s*"[^"]*$')
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
WHO_IS_WHO = "we can’t tell who is who: put each person on a line of their own"


def read_list(text: str) -> list[ColleagueLine]:
    """The colleagues of a pasted list or a CSV file, in its order; empty lines are left out.

    A line holds columns with commas, semicolons or tabs between them, as LIST_COLUMNS or as a heading line has them;
    or addresses as Outlook gives them, with names or without: Ann Green <ann@…>; Hill, Bob <bob@…>; cat@….
    """
    columns: list[str] | None = None
    lines: list[ColleagueLine] = []
    for number, row in _rows(text.removeprefix("\ufeff")):
        if _IN_BRACKETS.search(row):
            lines += _addresses(number, row)
            continue
        cells = _cells(row)
        named = [_OTHER_NAMES.get(cell.casefold(), cell.casefold()) for cell in cells]
        if not lines and columns is None and "email" in named:
            columns = named
        elif any(cells):
            lines += _columns(number, row, cells, columns)
    return lines


def as_line(line: ColleagueLine) -> str:
    """The same for the box: as it was typed where it couldn't be read, else in the order of LIST_COLUMNS."""
    return line.typed if line.complaint and line.typed else _in_order(line.said)


def with_capitals_offered(lines: list[ColleagueLine], asked: Collection[str]) -> list[ColleagueLine]:
    """Names in small letters alone are asked about, with capitals, but for those that were `asked` about before."""
    return [_asked_about(line, with_capitals(line.said.get("name", "")), asked) for line in lines]


def _asked_about(line: ColleagueLine, offered: str, asked: Collection[str]) -> ColleagueLine:
    name = line.said.get("name", "")
    if line.complaint or not offered or name in asked:
        return line
    words = f"is “{name}” written {offered}? It stands so in the box now. Change it back if it isn’t"
    return ColleagueLine(line.number, line.said | {"name": offered}, words, asked_about=name)


def _in_order(said: dict[str, str]) -> str:
    out, cells = io.StringIO(), [said.get(column, "") for column in LIST_COLUMNS]
    while cells and not cells[-1]:
        cells.pop()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; a cell in quotation marks can go on over several."""
    lines, at = text.splitlines(), 0
    while at < len(lines):
        first, row = at, lines[at]
        while _OPENS_A_CELL.search(row.replace('""', "")) and at + 1 < len(lines):
            at += 1
            row = f"{row}\n{lines[at]}"
        at += 1
        if row.strip():
            yield first + 1, row


# --- Columns ---


def _cells(row: str) -> list[str]:
    """By the separator that leaves a whole address in a cell; by any of them where they are mixed."""
    first = separator_in(row)
    for separator in (first, *(other for other in ",;\t" if other != first and other in row)):
        cells = [plain(cell) for cell in next(csv.reader(io.StringIO(row, newline=""), delimiter=separator), [])]
        addresses = [cell for cell in cells if "@" in cell]
        is_mixed = any(";" in cell for cell in cells) or not all(_ADDRESS.fullmatch(cell) for cell in addresses[:1])
        if "@" not in row or not is_mixed:
            return cells
    return [plain(cell) for cell in re.split(r"[,;\t]", row)]


def _columns(number: int, row: str, cells: list[str], columns: list[str] | None) -> list[ColleagueLine]:
    given = [cell for cell in cells if cell]
    if columns is None:
        alone = [word for cell in given for word in cell.split(" ")]
        if len(alone) > 1 and all(_ADDRESS.fullmatch(word) for word in alone):
            return [_line(number, {"email": word}, word) for word in alone]
        if len(cells) > 1 and _ADDRESS.fullmatch(cells[0]) and cells[1] and "@" not in cells[1]:
            cells = [cells[1], cells[0], *cells[2:]]
        if len(given) == 1 and "@" in given[0]:
            cells = ["", given[0]]
    said = dict(zip(columns or LIST_COLUMNS, cells, strict=False))
    return [_line(number, said, _in_order(said) if columns else row.strip())]


# --- Addresses ---


def _addresses(number: int, row: str) -> Iterator[ColleagueLine]:
    """People before their address in brackets, and addresses alone, with semicolons, commas or tabs between them."""
    parts = _IN_BRACKETS.split(row)  # what stands before an address and the address, by turns, and the rest
    *before, rest = parts
    about_them = _pieces(rest)
    is_alone = len(before) == 2 and not rest.lstrip().startswith(";") and "@" not in "".join(about_them[:1])
    for name, address in zip(before[::2], before[1::2], strict=True):
        pieces = _pieces(name)
        theirs = [piece for piece in pieces if "@" not in piece]
        if len(theirs) > 2 or any("@" in piece for piece in pieces[len(pieces) - len(theirs) :]):
            yield ColleagueLine(number, {"email": address}, WHO_IS_WHO, row.strip())
            continue
        for bare in pieces[: len(pieces) - len(theirs)]:
            yield _line(number, {"email": bare}, bare)
        said = {"name": plain(_ASIDE.sub(" ", ", ".join(theirs))), "email": address}
        if is_alone:  # what follows is more about the same person
            said |= dict(zip(LIST_COLUMNS[2:], about_them, strict=False))
        yield _line(number, said, f"{plain(', '.join(theirs))} <{address}>" if not is_alone else row.strip(" ;,\t"))
    for piece in () if is_alone else about_them:
        yield _line(number, {"email": piece} if "@" in piece else {"name": piece}, piece)


def _pieces(words: str) -> list[str]:
    """Between separators; a name in quotation marks, "Green, Ann", comes apart too."""
    cleaned = (plain(piece.replace('"', "")).strip("' ") for piece in re.split(r"[,;\t]", words))
    return [piece for piece in cleaned if piece]


def _line(number: int, said: dict[str, str], typed: str) -> ColleagueLine:
    said = {column: words for column, words in said.items() if words}
    surname, comma, first = said.get("name", "").partition(", ")
    if comma and first and "," not in first:
        said["name"] = f"{first} {surname}"
    if not said.get("email"):
        return ColleagueLine(number, said, "there is no e-mail address", typed)
    for column in ("email", "manager email"):
        if said.get(column):
            try:
                said[column] = normal_address(said[column])
            except NotAnAddress:
                return ColleagueLine(number, said, f"{said[column]} is no e-mail address", typed)
    too_long = next((column for column in LIST_COLUMNS if len(said.get(column, "")) > LONGEST_CELL), None)
    if too_long:
        return ColleagueLine(number, said, f"the {too_long} is longer than {LONGEST_CELL} characters", typed)
    if not said.get("name"):
        guessed = name_in_address(said["email"])
        complaint = "" if guessed else "there is no name: write it before the address"
        return ColleagueLine(number, said | {"name": guessed}, complaint, typed, is_guessed=True)
    return ColleagueLine(number, said, "", typed)


def with_repeats_named(lines: Iterable[ColleagueLine]) -> Iterator[ColleagueLine]:
    """Who is listed twice is booked once, and told so at the second line."""
    first: dict[str, int] = {}
    for line in lines:
        email = line.said.get("email", "")
        if email in first and (line.is_guessed or not line.complaint):
            said = f"{email} is in this list already, on line {first[email]}"
            line = line._replace(complaint=said, is_guessed=False)
        elif email:
            first.setdefault(email, line.number)
        yield line
