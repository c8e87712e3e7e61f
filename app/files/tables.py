"""Tables that people keep in files: CSV or XLSX, turned into rows of text, each with the line on which it begins.

How a file is written is told here; what its columns are called and what a cell means is for whoever reads it.
"""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any, NamedTuple

from openpyxl import load_workbook

from app.core.errors import Refusal
from app.files import workbooks

MOST_COLUMNS = 60
LAST_LINE = 20_000

MOST_UNPACKED = 5 * 1024 * 1024
"""Bytes of sheets and their text: about three times what 2,000 rows take."""

MOST_UNPACKED_BESIDE = 2 * 1024 * 1024
"""Bytes of styles, pictures and the other parts."""

MOST_PARTS = 500

UTF_8 = "utf-8-sig"
"""With its mark in front or without."""

_LOOKED_AT = 40
"""Bytes in which every kind of heading has plain letters alone."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CELLS = ("xl/worksheets/", "xl/sharedStrings")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_DIRECTIONS = re.compile(r"[\u200e\u200f\u202a-\u202e\ufeff]+")


class Unreadable(Refusal):
    """The file as a whole can't be read; the message says what to do."""

    field = "file"


class EmptyFile(Unreadable):
    message = "This file is empty."


class OldWorkbook(Unreadable):
    message = "This is an older Excel file, or one with a password. Save it as .xlsx or .csv and try again."


class BrokenWorkbook(Unreadable):
    message = "This XLSX file can’t be read. Open it in Excel, save it again and try once more."


class NoWorkbook(Unreadable):
    message = "This isn’t a whole XLSX file. Open it in Excel, save it again and try once more."


class BadLine(Unreadable):
    """A row of a CSV file that has no end; `line` is where it begins, `reason` what the CSV reader says."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: this line can’t be read. Is there a quotation mark that isn’t closed?")
        self.line, self.reason = line, reason


class Undecodable(Unreadable):
    """The letters of a CSV file can't be told; `line` is the first that has one."""

    def __init__(self, line: int = 1) -> None:
        super().__init__()
        self.line = line


class UnknownLetters(Undecodable):
    message = "This is neither an XLSX file nor a CSV file in UTF-8. In Excel, choose “CSV UTF-8” when you save it."


class CutShort(Undecodable):
    message = "This file is cut short: save it again."


class NotText(Undecodable):
    message = "This isn’t a CSV or XLSX file."


class Row(NamedTuple):
    """The cells of a row, and the number of the line on which it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Expected:
    """What a file should hold, in the words of who asks for it, and how much of it at most (`most_text` in bytes)."""

    table: str
    row: str
    columns: str
    most_rows: int
    most_text: int


@dataclass(frozen=True)
class Table:
    """Rows of cells by the line in the file, where the header is line 1. Cells are text of one line."""

    header: list[str]
    lines: dict[int, list[str]]

    def as_csv(self) -> str:
        """The same table, each line where it was, so that complaints name the same numbers."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.header)
        reached = 1
        for number, cells in self.lines.items():
            out.write("\n" * (number - reached - 1))
            writer.writerow(cells)
            reached = number
        return out.getvalue()


# --- A whole table ---


def read_table(content: bytes, name: str, expected: Expected) -> Table:
    """A CSV or XLSX file; what it is is told from its content. Raises Unreadable."""
    if content.startswith(_OLD_EXCEL):
        raise OldWorkbook
    if content.startswith(b"PK"):
        return _table(_rows_of_workbook(content, expected), expected)
    if content and name.lower().endswith((".xlsx", ".xlsm")):
        raise NoWorkbook
    return read_csv_table(text_of(content), expected)


def read_csv_table(text: str, expected: Expected) -> Table:
    """A table in CSV, with the separator that its header has. Raises Unreadable."""
    rows = rows_of(text, separator_in(text.split("\n", 1)[0]), is_strict=True)
    return _table((Row(row.line, _tidied(row.cells)) for row in rows), expected)


def _table(rows: Iterator[Row], expected: Expected) -> Table:
    number, header = next(rows, Row(1, []))
    if number != 1 or not any(header):
        raise Unreadable(f"The first line must hold the names of the columns: {expected.columns}.")
    kept: dict[int, list[str]] = {}
    for number, cells in rows:
        if any(cells):
            kept[number] = cells
        if len(kept) > expected.most_rows:
            raise Unreadable(f"This file has more than {expected.most_rows:,} rows: import it in parts.")
    if not kept:
        raise Unreadable(f"This file holds the names of the columns but no {expected.row} below them.")
    if sum(len(cell.encode()) + 3 for cells in kept.values() for cell in cells) + max(kept) > expected.most_text:
        raise Unreadable(f"This file holds too much text for a {expected.table}: import it in parts.")
    return Table(header, kept)


def _tidied(cells: list[str]) -> list[str]:
    """Plain, and without the empty ones at the end."""
    tidied = [plain(cell) for cell in cells[:MOST_COLUMNS]]
    while tidied and not tidied[-1]:
        tidied.pop()
    return tidied


# --- CSV ---


def text_of(content: bytes) -> str:
    """What a CSV file says: in UTF-8, or in UTF-16 with its mark or as its zeros tell.

    Raises EmptyFile, or an Undecodable.
    """
    if not content.strip():
        raise EmptyFile
    text = decoded(content, _encoding_of(content))
    if "\0" in text:
        raise NotText(text[: text.index("\0")].count("\n") + 1)
    return text


def decoded(content: bytes, encoding: str) -> str:
    """What a file says in one encoding. Raises an Undecodable."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    if encoding.startswith("utf-16"):
        raise CutShort(line)
    is_text = not any(byte < 32 and byte not in b"\t\r\n" for byte in content)
    raise UnknownLetters(line) if is_text else NotText(line)


def _encoding_of(content: bytes) -> str:
    """By its mark; without one, letters that come with zeros before or after them are UTF-16."""
    if content.startswith(_UTF_16):
        return "utf-16"
    first, second = content[:_LOOKED_AT:2], content[1:_LOOKED_AT:2]
    if not second.strip(b"\0"):
        return "utf-16-le"
    return "utf-16-be" if not first.strip(b"\0") else UTF_8


def separator_in(words: str) -> str:
    """Tabs where there are any, since nobody types them; else commas or semicolons, of which there are more."""
    return "\t" if "\t" in words else max(",;", key=words.count)


def rows_of(text: str, separator: str, *, is_strict: bool = False) -> Iterator[Row]:
    """Each row as it is written; strictly, a quotation mark must be closed. Raises BadLine."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=is_strict)
    begins = 1
    try:
        for cells in reader:
            yield Row(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise BadLine(begins, str(error)) from error


def plain(cell: str) -> str:
    """One line, with single spaces, and without the marks of direction that some programs write."""
    return " ".join(_CONTROL.sub(" ", _DIRECTIONS.sub("", cell)).split())


# --- XLSX ---


def _rows_of_workbook(content: bytes, expected: Expected) -> Iterator[Row]:
    """The first sheet. Raises Unreadable, whatever the file does to its reader."""
    _must_be_small(content, expected)
    _must_be_flat(content)
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size isn't always so
        rows = islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), LAST_LINE + 1)
        lines = [Row(number, _tidied([_as_text(value) for value in row])) for number, row in enumerate(rows, start=1)]
    except Exception:
        # A hostile or broken file fails deep inside the reader, in ways of its own.
        raise BrokenWorkbook from None
    if len(lines) > LAST_LINE:
        raise Unreadable(f"The sheet goes on beyond line {LAST_LINE:,}: delete the lines below the {expected.table}.")
    yield from lines


def _must_be_small(content: bytes, expected: Expected) -> None:
    """The reader unpacks no more than each part declares, so the declared sizes bound it."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except Exception:
        raise NoWorkbook from None
    cells = sum(part.file_size for part in parts if part.filename.startswith(_CELLS))
    beside = sum(part.file_size for part in parts if not part.filename.startswith(_CELLS))
    if cells > MOST_UNPACKED or beside > MOST_UNPACKED_BESIDE or len(parts) > MOST_PARTS:
        raise Unreadable(f"This XLSX file is too large once it is unpacked. Keep the {expected.table} alone in it.")


def _must_be_flat(content: bytes) -> None:
    """Read once from end to end, as it is unpacked, before anything is built of it. Raises BrokenWorkbook."""
    try:
        workbooks.must_be_flat(content)
    except Exception:
        # As above: whatever a hostile file does, it can't be read.
        raise BrokenWorkbook from None


def _as_text(value: Any) -> str:
    """A cell as the office would type it: dates as 2027-02-08, times as 09:30."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60) % (24 * 60)  # 9:30 may be kept as 9:29:59.99
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
