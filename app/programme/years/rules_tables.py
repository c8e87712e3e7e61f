"""Tables that people keep in files: CSV or XLSX, turned into lines of plain text."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from app.core.errors import Refusal

MOST_ROWS = 2_000


MOST_COLUMNS = 60


LAST_LINE = 20_000


MOST_TEXT = 1_000_000
"""Bytes. The preview sends them back in a form."""


MOST_UNPACKED = 5 * 1024 * 1024
"""Bytes of sheets and their text: about three times what 2,000 rows take."""


MOST_UNPACKED_BESIDE = 2 * 1024 * 1024
"""Bytes of styles, pictures and the other parts."""


MOST_PARTS = 500


_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


_CELLS = ("xl/worksheets/", "xl/sharedStrings")


_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class Unreadable(Refusal):
    """The file as a whole can't be read; the message says what to do."""

    field = "file"


@dataclass(frozen=True)
class Table:
    """Lines of cells by their number in the file, where the header is line 1. Cells are text of one line."""

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


def read_file(content: bytes, name: str) -> Table:
    """A CSV or XLSX file; what it is is told from its content. Raises Unreadable."""
    if not content:
        raise Unreadable("This file is empty.")
    if content.startswith(_OLD_EXCEL):
        raise Unreadable("This is an older Excel file, or one with a password. Save it as .xlsx or .csv and try again.")
    if content.startswith(b"PK"):
        return _table(_lines_of_xlsx(content))
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise Unreadable("This isn’t a whole XLSX file. Open it in Excel, save it again and try once more.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(
            "This is neither an XLSX file nor a CSV file in UTF-8. In Excel, choose “CSV UTF-8” when you save it."
        ) from None
    if "\0" in text:
        raise Unreadable("This isn’t a CSV or XLSX file.")
    return read_csv(text)


def read_csv(text: str) -> Table:
    """Text with commas or semicolons between the cells, whichever the header has more of. Raises Unreadable."""
    return _table(_lines_of_csv(text))


def _table(lines: Iterator[tuple[int, list[str]]]) -> Table:
    number, header = next(lines, (1, []))
    if number != 1 or not any(header):
        raise Unreadable("The first line must hold the names of the columns: course, date, starts and so on.")
    kept: dict[int, list[str]] = {}
    for number, cells in lines:
        if any(cells):
            kept[number] = cells
        if len(kept) > MOST_ROWS:
            raise Unreadable(f"This file has more than {MOST_ROWS:,} rows: import it in parts.")
    if not kept:
        raise Unreadable("This file holds the names of the columns but no session below them.")
    if sum(len(cell.encode()) + 3 for cells in kept.values() for cell in cells) + max(kept) > MOST_TEXT:
        raise Unreadable("This file holds too much text for a programme: import it in parts.")
    return Table(header, kept)


def _lines_of_csv(text: str) -> Iterator[tuple[int, list[str]]]:
    heading = text.split("\n", 1)[0]
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, _trimmed([_plain(cell) for cell in cells[:MOST_COLUMNS]])
            start = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            f"Line {start}: this line can’t be read. Is there a quotation mark that isn’t closed?"
        ) from None


def _lines_of_xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The first sheet. Raises Unreadable, whatever the file does to its reader."""
    _must_be_small(content)
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size isn't always so
        rows = islice(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), LAST_LINE + 1)
        lines = [(number, _trimmed([_as_text(value) for value in row])) for number, row in enumerate(rows, start=1)]
    except Exception:
        # A hostile or broken file fails deep inside the reader, in ways of its own.
        raise Unreadable("This XLSX file can’t be read. Open it in Excel, save it again and try once more.") from None
    if len(lines) > LAST_LINE:
        raise Unreadable(f"The sheet goes on beyond line {LAST_LINE:,}: delete the lines below the programme.")
    yield from lines


def _must_be_small(content: bytes) -> None:
    """The reader unpacks no more than each part declares, so the declared sizes bound it."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except Exception:
        raise Unreadable("This isn’t a whole XLSX file. Open it in Excel, save it again and try once more.") from None
    cells = sum(part.file_size for part in parts if part.filename.startswith(_CELLS))
    beside = sum(part.file_size for part in parts if not part.filename.startswith(_CELLS))
    if cells > MOST_UNPACKED or beside > MOST_UNPACKED_BESIDE or len(parts) > MOST_PARTS:
        raise Unreadable("This XLSX file is too large once it is unpacked. Keep the programme alone in it.")


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
    return _plain(str(value))


def _plain(cell: str) -> str:
    return " ".join(_CONTROL.sub(" ", cell).split())


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
