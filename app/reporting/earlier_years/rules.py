"""The file of given figures: a line for each year and course, and perhaps a total, each checked against itself."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.files.tables import Expected, Table, read_csv_table, read_table
from app.programme.periods import year_dates
from app.reporting.earlier_years.refusals import BadFiguresFile, NoYear
from app.web.formatting import share

COUNTS = {
    "sessions": "sessions",
    "places offered": "places_offered",
    "places allocated": "places_allocated",
    "attended": "attended",
    "post-course issued": "post_issued",
    "post-course returned": "post_returned",
    "impact issued": "impact_issued",
    "impact returned": "impact_returned",
    "matched": "matched",
}
PERCENTS = {"post-course return %": "post_percent_given", "impact return %": "impact_percent_given"}
CHANGES = {"knowledge change": "knowledge_change", "confidence change": "confidence_change"}
CHECKED = "attendance %"
COLUMNS = ("year", "course", *COUNTS, CHECKED, *PERCENTS, *CHANGES)
OTHER_SPELLINGS = {"published attendance %": CHECKED, "course title": "course"}
TOTAL = ("total", "all", "all courses")
MOST = 1_000_000

PARTS = (
    ("attended", "places allocated"),
    ("places allocated", "places offered"),
    ("post-course returned", "post-course issued"),
    ("impact returned", "impact issued"),
)
"""What can't be more than what."""

FILE = Expected(
    table="table of figures",
    row="course",
    columns="course, places allocated, attended and so on",
    most_rows=2_000,
    most_text=500_000,
)

WHAT_STANDS = {
    "year": "2013-14. May be left out where all lines are of one year: enter it below",
    "course": "The title, as it is today if you want it beside today’s. A line “Total” holds what is known in all",
    "sessions": "That ran",
    "places offered": "The capacity of the sessions that ran",
    "places allocated": "Attended, left early, refused as late, no-show, excused, and late cancellations not refilled",
    "attended": "Of those allocated: every day attended",
    "attendance %": "Is checked against attended and allocated, and worked out from them",
    "post-course issued, post-course returned": "Questionnaires; or post-course return %, where only that is known",
    "impact issued, impact returned": "The same of the impact questionnaire; or impact return %",
    "knowledge change, confidence change": "The mean change of matched answers, on your scale: 1.4 or −0.2",
    "matched": "Of how many people these changes are",
}

EXAMPLE = (
    {"year": "2013-14", "course": "Neglect", "places allocated": "81", "attended": "67", "attendance %": "83"},
    {"year": "2013-14", "course": "Total", "sessions": "54", "places offered": "1350", "post-course return %": "60"},
)


@dataclass(frozen=True)
class GivenLine:
    """A line of the file, understood: what isn't given is None."""

    line: int
    year: str
    title: str
    is_total: bool
    figures: Mapping[str, int | None]

    @property
    def title_key(self) -> str:
        return self.title.casefold()

    def figure(self, name: str) -> int | None:
        return self.figures.get(name)

    def change(self, name: str) -> float | None:
        """A mean change, on the scale of its question."""
        hundredths = self.figure(name)
        return None if hundredths is None else hundredths / 100


@dataclass
class _Row:
    number: int
    cells: dict[str, str]
    complaints: list[str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.cells.get(name, "")

    def complain(self, column: str, words: str) -> None:
        self.complaints.append(f"Line {self.number}, {column}: {words}")

    def number_in(self, name: str, pattern: str, expected: str) -> float | None:
        given = self.get(name).replace("−", "-").removesuffix("%").replace(",", "").strip()
        if not given:
            return None
        if not re.fullmatch(pattern, given, re.ASCII) or abs(float(given)) > MOST:
            self.complain(name, f"“{self.get(name)[:40]}” isn’t {expected}")
            return None
        return float(given)


def read_file(content: bytes, name: str) -> Table:
    """A CSV or XLSX file. Raises Unreadable."""
    return read_table(content, name, FILE)


def read_csv(text: str) -> Table:
    """What the preview sends back. Raises Unreadable."""
    return read_csv_table(text, FILE)


def understand(table: Table, *, year: str, today_is_in: str) -> list[GivenLine]:
    """The lines of a file; `year` is that of lines which don't say it.

    Raises BadFiguresFile with all that is wrong, or NoYear.
    """
    names = _columns(table.header)
    rows = [
        _Row(number, {name: cell for name, cell in zip(names, cells, strict=False) if name})
        for number, cells in table.lines.items()
    ]
    if not year and any(not row.get("year") for row in rows):
        raise NoYear
    lines = [_line(row, year, today_is_in) for row in rows]
    _each_once(rows, lines)
    _check_totals(rows, lines)
    complaints = [words for row in rows for words in row.complaints]
    if complaints:
        raise BadFiguresFile(complaints)
    return lines


def _columns(header: Iterable[str]) -> list[str]:
    """Raises BadFiguresFile."""
    spelling = {_plain(name): name for name in COLUMNS}
    spelling |= {_plain(other): name for other, name in OTHER_SPELLINGS.items()}
    names = [spelling.get(_plain(name), "") for name in header]
    unknown = [name for name in header if _plain(name) and _plain(name) not in spelling]
    complaints = [
        *(f"Line 1, {name[:40]}: there is no such column; take it out, or name it as below" for name in unknown),
        *(f"Line 1, {name}: the column is there twice" for name in COLUMNS if names.count(name) > 1),
        *([] if "course" in names else ["Line 1, course: the column is missing"]),
    ]
    if complaints:
        raise BadFiguresFile(complaints)
    return names


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.casefold().replace("percent", "%"))


def _line(row: _Row, year: str, today_is_in: str) -> GivenLine:
    said = row.get("year") or year
    try:
        year_dates(said)
        if said > today_is_in:
            row.complain("year", f"{said} is still to come")
    except ValueError:
        row.complain("year", f"“{said[:40]}” isn’t a programme year, such as 2013-14")
    title = row.get("course")
    if not title or len(title) > 200:
        row.complain("course", "is longer than 200 characters" if title else "is empty")
    figures: dict[str, int | None] = {}
    for column, name in COUNTS.items():
        figures[name] = _whole(row.number_in(column, r"\d{1,7}(\.0+)?", "a whole number from 0"))
    for column, name in (*PERCENTS.items(), (CHECKED, CHECKED)):
        figures[name] = _percent(row, column)
    for column, name in CHANGES.items():
        change = row.number_in(column, r"[+-]?\d{1,2}(\.\d{1,4})?", "a number such as 1.4 or -0.2")
        figures[name] = None if change is None else round(change * 100)
    _check_parts(row, figures)
    if all(figure is None for figure in figures.values()):
        row.complain("course", "the line gives no figure")
    is_total = title.casefold() in TOTAL
    return GivenLine(row.number, said, "Total" if is_total else title, is_total, figures)


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _percent(row: _Row, column: str) -> int | None:
    """As a whole number; a spreadsheet may keep 86% as 0.86, and all of them as 1."""
    given = row.number_in(column, r"\d{1,3}(\.\d{1,12})?", "a percentage from 0 to 100")
    if given is None:
        return None
    if 0 < given <= 1 and "%" not in row.get(column):
        given *= 100
    if given > 100:
        row.complain(column, f"“{row.get(column)[:40]}” isn’t a percentage from 0 to 100")
        return None
    return int(given + 0.5)


def _check_parts(row: _Row, figures: Mapping[str, int | None]) -> None:
    for part, whole in PARTS:
        few, many = figures[COUNTS[part]], figures[COUNTS[whole]]
        if few is not None and many is not None and few > many:
            row.complain(part, f"{few:,} is more than the {many:,} {whole}")
        if few is not None and many is None and whole != "places offered":
            row.complain(whole, f"is empty, and {part} is given")
    for column, part, whole in (
        (CHECKED, "attended", "places_allocated"),
        ("post-course return %", "post_returned", "post_issued"),
        ("impact return %", "impact_returned", "impact_issued"),
    ):
        said, few, many = figures[PERCENTS.get(column, column)], figures[part], figures[whole]
        worked_out = share(few, many) if few is not None and many else None
        if said is not None and worked_out is not None and abs(said - worked_out) > 1:
            row.complain(column, f"{said}% is given, and {few:,} of {many:,} is {worked_out}%")


def _each_once(rows: Iterable[_Row], lines: Iterable[GivenLine]) -> None:
    first_at: dict[tuple[str, str], int] = {}
    for row, line in zip(rows, lines, strict=True):
        before = first_at.setdefault((line.year, line.title_key), line.line)
        if before != line.line:
            row.complain("course", f"line {before} has the same course and year")


def _check_totals(rows: list[_Row], lines: list[GivenLine]) -> None:
    """A total is the sum of the courses, where each of them gives the figure."""
    for row, total in zip(rows, lines, strict=True):
        courses = [line for line in lines if line.year == total.year and not line.is_total]
        for column, name in COUNTS.items() if total.is_total and courses else ():
            said, counts = total.figure(name), [line.figure(name) for line in courses]
            known = [count for count in counts if count is not None]
            if said is not None and len(known) == len(counts) and sum(known) != said:
                row.complain(column, f"{said:,} is given in all, and the courses add up to {sum(known):,}")


def without_checked(line: GivenLine) -> GivenLine:
    """What is kept of it: a percentage that is worked out isn't."""
    return replace(line, figures={name: figure for name, figure in line.figures.items() if name != CHECKED})
