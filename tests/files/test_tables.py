"""Tables in files: the same in every shape that a spreadsheet saves, and a refusal for what is none."""

import contextlib
import csv
import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.files import spreadsheets
from app.files.tables import (
    UTF_8,
    BadLine,
    CutShort,
    EmptyFile,
    Expected,
    NotText,
    Row,
    Table,
    Undecodable,
    UnknownLetters,
    Unreadable,
    decoded,
    plain,
    read_csv_table,
    read_table,
    rows_of,
    separator_in,
    text_of,
)
from tests.conftest import NOW

EXPECTED = Expected(table="list", row="person", columns="name, address", most_rows=50, most_text=100_000)
HEADER = ["name of the person", "address", "role"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]

WORDS = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=12).map(plain)
ROWS = st.lists(st.tuples(WORDS.filter(bool), WORDS, WORDS.filter(bool)).map(list), min_size=1, max_size=6)


def as_csv(*rows: list[str], separator: str = ",", line_end: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def as_xlsx(*rows: list[object]) -> bytes:
    workbook, out = Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(out)
    return out.getvalue()


def read(content: bytes, name: str = "list.csv") -> Table:
    return read_table(content, name, EXPECTED)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(deadline=None, derandomize=True, max_examples=25)
@given(rows=ROWS, line_end=st.sampled_from(["\n", "\r\n"]))
def test_a_table_is_the_same_in_every_encoding_and_with_every_separator(
    encoding: str, separator: str, rows: list[list[str]], line_end: str
) -> None:
    text = as_csv(HEADER, *rows, separator=separator, line_end=line_end)
    assert read(text.encode(encoding)) == Table(HEADER, dict(enumerate(rows, start=2)))


@settings(deadline=None, derandomize=True, max_examples=25)
@given(rows=ROWS)
def test_a_workbook_holds_what_the_csv_file_does(rows: list[list[str]]) -> None:
    workbook = spreadsheets.as_xlsx(HEADER, rows, sheet="People", made_at=NOW)
    assert read(workbook) == read(as_csv(HEADER, *rows).encode())


@settings(deadline=None, derandomize=True)
@given(rows=ROWS, gaps=st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_a_table_written_out_again_has_each_row_on_its_line(rows: list[list[str]], gaps: list[int]) -> None:
    line, lines = 1, {}
    for row, gap in zip(rows, gaps, strict=False):
        line += 1 + gap
        lines[line] = row
    table = Table(HEADER, lines)
    assert read_csv_table(table.as_csv(), EXPECTED) == table


@settings(deadline=None, derandomize=True, max_examples=300)
@given(content=st.binary(max_size=80), start=st.sampled_from([b"", b"PK", b"PK\x03\x04", b"name,role\n", b"\xff\xfe"]))
def test_any_bytes_are_a_table_or_are_refused(content: bytes, start: bytes) -> None:
    for name in ("list.csv", "list.xlsx"):
        with contextlib.suppress(Unreadable):
            assert read(start + content, name).lines


def test_a_row_has_the_number_of_the_line_on_which_it_begins() -> None:
    text = 'a,b\n\n"over\ntwo lines",c\r\nd\n'
    assert list(rows_of(text, ",")) == [
        Row(1, ["a", "b"]),
        Row(2, []),
        Row(3, ["over\ntwo lines", "c"]),
        Row(5, ["d"]),
    ]
    assert read(text.encode()).lines == {3: ["over two lines", "c"], 5: ["d"]}


def test_a_quotation_mark_that_is_not_closed_is_told_by_its_line_where_that_matters() -> None:
    text = 'name\nAnn\n"Ben\nCem\n'
    with pytest.raises(BadLine, match=r"^Line 3: ") as bad:
        read(text.encode())
    assert bad.value.line == 3
    assert [row.line for row in rows_of(text, ",")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("words", "separator"),
    [("a,b;c,d", ","), ("a;b,c;d", ";"), ("a,b\tc", "\t"), ("a;b,c", ","), ("alone", ","), ("", ",")],
)
def test_tabs_separate_wherever_they_are_else_what_there_is_more_of(words: str, separator: str) -> None:
    assert separator_in(words) == separator


@pytest.mark.parametrize(
    ("content", "refusal", "line"),
    [
        (b"", EmptyFile, None),
        (b" \r\n\n", EmptyFile, None),
        ("name\nZoë".encode("cp1252"), UnknownLetters, 2),
        ("name\nZoë\x02".encode("cp1252"), NotText, 2),
        (b"name\nAnn\nB\0n", NotText, 3),
        ("name of the person".encode("utf-16")[:-1], CutShort, 1),
        (b"\x89PNG\r\n\x1a\n\0\0", NotText, 1),
    ],
)
def test_what_is_no_text_is_refused_by_name_and_line(content: bytes, refusal: type[Unreadable], line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        text_of(content)
    assert type(refused.value) is refusal
    assert getattr(refused.value, "line", None) == line


def test_a_reader_may_take_one_encoding_alone() -> None:
    assert decoded("\ufeffZoë".encode(), UTF_8) == "Zoë"
    with pytest.raises(Undecodable):
        decoded("name".encode("utf-16"), UTF_8)


def test_marks_of_direction_and_control_characters_are_no_part_of_a_cell() -> None:
    assert plain("\u200eAnn\u202f\x07 \u202aGreen\n ") == "Ann Green"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2027, 6, 9), "2027-06-09"),
        (datetime.combine(date(2027, 6, 9), time(9, 30)), "2027-06-09 09:30"),
        (time(9, 29, 59), "09:30"),
        (timedelta(hours=9, minutes=30), "09:30"),
        (20.0, "20"),
        (2.5, "2.5"),
        (True, "yes"),
        (None, ""),
    ],
)
def test_a_cell_of_a_workbook_is_what_would_be_typed(value: object, words: str) -> None:
    assert read(as_xlsx(["x", "y"], [value, "z"])).lines == {2: [words, "z"]}


WRITTEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "rows": (lambda: b"name\n" + b"x\n" * 51, "This file has more than 50 rows: import it in parts."),
    "text": (lambda: b"name\n" + b"x" * 100_001, "This file holds too much text for a list: import it in parts."),
    "no row": (lambda: b"name\n\n", "This file holds the names of the columns but no person below them."),
    "no header": (lambda: b"\nname\nx", "The first line must hold the names of the columns: name, address."),
}


@pytest.mark.parametrize(("content", "says"), WRITTEN.values(), ids=WRITTEN.keys())
def test_the_limits_are_told_in_the_words_of_who_asks(content: Callable[[], bytes], says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content())
    assert refused.value.message == says
