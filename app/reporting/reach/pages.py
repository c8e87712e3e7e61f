"""The lines of reach and priorities as files, and the years they are about."""

from collections.abc import Iterable, Iterator

from app.files.spreadsheets import Cell
from app.programme.periods import Period, programme_year, year_dates
from app.reporting.reach.rules import PriorityLine, Reach

REACH_HEADINGS = ("What", "Name", "Sector", "People who came", "Workforce", "Reached %", "Agencies", "Not reached")
PRIORITY_HEADINGS = ("Answers", "Which", "Courses", "Sessions", "Different people", "New people")


def year_of(asked: Period) -> str:
    return asked.year or programme_year(asked.since)


def year_before(year: str) -> str:
    first = year_dates(year)[0]
    return programme_year(first.replace(year=max(first.year - 1, 1)))


def reach_rows(reach: Reach) -> Iterator[list[Cell]]:
    for line in reach.sectors:
        counts = (line.agencies, line.agencies_not_reached)
        yield ["Sector", line.name, line.name, line.people, line.workforce, line.percent, *counts]
    for line in reach.agencies:
        sector = line.agency.sector if line.agency else ""
        yield ["Agency", line.name, sector, line.people, line.workforce, line.percent, None, None]
        for role in line.roles:
            yield ["Role", f"{line.name}: {role.role}", sector, role.people, role.workforce, role.percent, None, None]


def priority_rows(lines: Iterable[PriorityLine]) -> Iterator[list[Cell]]:
    for line in lines:
        yield [line.why, line.words or "All", "; ".join(line.courses), line.sessions, line.people, line.new_people]
