"""Tables as files: CSV and XLSX, in which no cell ever runs as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

CSV = "text/csv"
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | float | Decimal | date | None


def as_text_cell(words: str) -> str:
    """A CSV cell that no spreadsheet runs as a formula."""
    return "'" + words if words.startswith(("=", "+", "-", "@", "\t", "\r")) else words


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark in front, by which spreadsheets know it; dates as 2026-12-03."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([as_text_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


Sheet = tuple[Sequence[str], Iterable[Sequence[Cell]]]
"""A header and rows."""


def as_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str, made_at: datetime) -> bytes:
    """One sheet. The same rows made at the same time give the same bytes."""
    return as_workbook({sheet: (header, rows)}, made_at=made_at)


def as_workbook(sheets: Mapping[str, Sheet], *, made_at: datetime) -> bytes:
    """Several sheets by their names. The same rows made at the same time give the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": made_at.replace(tzinfo=None)})
    for name, (header, rows) in sheets.items():
        _fill(book, book.add_worksheet(name), header, rows)
    book.close()
    return out.getvalue()


def _fill(book: Workbook, page: Worksheet, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "0.00"})
    page.write_row(0, 0, header, bold)
    for number, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            page.write(number, place, cell, *_looks(cell, day=day, money=money))
    page.autofit()
    page.freeze_panes(1, 0)


def _looks(cell: Cell, *, day: Format, money: Format) -> list[Format]:
    """A decimal is money: it shows its pence."""
    return [day] if isinstance(cell, date) else [money] if isinstance(cell, Decimal) else []
