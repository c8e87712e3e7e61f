"""Tables too large for memory: written row by row to files on disk, as CSV, as CSVs in a ZIP, or as one workbook."""

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any, Protocol

import xlsxwriter

from app.files.spreadsheets import Cell, as_text_cell

ROWS_OF_A_SHEET = 1_000_000
"""Excel reads 1,048,576; what is more goes on in another sheet."""

WIDTH = 18
"""Of a column: rows that are gone can't be measured any more."""

Headers = Mapping[str, Sequence[str]]
"""The names of the tables with the names of their columns."""


def _on_disk() -> IO[bytes]:
    """Gone with its last reader, whatever happens."""
    return tempfile.TemporaryFile()  # noqa: SIM115


class LargeTables(Protocol):
    """Several tables, written side by side. `finish` gives the whole as a file, open at its beginning; close it."""

    def add(self, table: str, rows: Iterable[Sequence[Cell]]) -> None: ...

    def finish(self) -> IO[bytes]: ...


class _Csv:
    """One table as UTF-8 with a mark in front, as `spreadsheets.as_csv` writes it."""

    def __init__(self, header: Sequence[str]) -> None:
        self.file: IO[bytes] = _on_disk()
        self._text = io.TextIOWrapper(self.file, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(header)

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._writer.writerows([as_text_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)

    def finish(self) -> IO[bytes]:
        self._text.detach()
        self.file.seek(0)
        return self.file


class OneCsv:
    """The only table that is wanted; rows of others are left out."""

    def __init__(self, table: str, headers: Headers) -> None:
        self._table = table
        self._csv = _Csv(headers[table])

    def add(self, table: str, rows: Iterable[Sequence[Cell]]) -> None:
        if table == self._table:
            self._csv.add(rows)

    def finish(self) -> IO[bytes]:
        return self._csv.finish()


class ZippedCsvs:
    """Each table as a CSV of its name in one ZIP."""

    def __init__(self, headers: Headers) -> None:
        self._csvs = {table: _Csv(header) for table, header in headers.items()}

    def add(self, table: str, rows: Iterable[Sequence[Cell]]) -> None:
        self._csvs[table].add(rows)

    def finish(self) -> IO[bytes]:
        whole: IO[bytes] = _on_disk()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for table, written in self._csvs.items():
                with archive.open(f"{table}.csv", "w", force_zip64=True) as into, written.finish() as file:
                    shutil.copyfileobj(file, into)
        whole.seek(0)
        return whole


class LargeWorkbook:
    """Each table as a sheet of its name, with a large letter; a second sheet where one is full."""

    def __init__(self, headers: Headers, *, made_at: datetime) -> None:
        self._file: IO[bytes] = _on_disk()
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(self._file, options)
        self._book.set_properties({"created": made_at.replace(tzinfo=None)})
        self._bold, self._day = (
            self._book.add_format({"bold": True}),
            self._book.add_format({"num_format": "yyyy-mm-dd"}),
        )
        self._headers, self._sheets, self._rows = headers, dict[str, Any](), dict[str, int]()
        for table in headers:
            self._begin_sheet(table, table.capitalize())

    def add(self, table: str, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            if self._rows[table] % ROWS_OF_A_SHEET == 0 and self._rows[table]:
                self._begin_sheet(table, f"{table.capitalize()} {self._rows[table] // ROWS_OF_A_SHEET + 1}")
            self._rows[table] += 1
            sheet, number = self._sheets[table], (self._rows[table] - 1) % ROWS_OF_A_SHEET + 1
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write(number, place, cell, self._day)
                elif cell is not None and cell != "":
                    sheet.write(number, place, cell)

    def finish(self) -> IO[bytes]:
        self._book.close()
        self._file.seek(0)
        return self._file

    def _begin_sheet(self, table: str, name: str) -> None:
        sheet = self._book.add_worksheet(name)
        header = self._headers[table]
        sheet.set_column(0, len(header) - 1, WIDTH)
        sheet.freeze_panes(1, 0)
        for place, words in enumerate(header):
            sheet.write(0, place, words, self._bold)
        self._sheets[table] = sheet
        self._rows.setdefault(table, 0)
