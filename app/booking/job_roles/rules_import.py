"""Job roles in a file: a line each, as it is exported."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.accounts.models import name_key
from app.booking.job_roles.models import JobRole, RoleGroup
from app.files.tables import Expected, Table, read_csv_table
from app.programme.models import Course

COLUMNS = ("role", "group", "also called", "courses")
EXPECTED = Expected(
    table="list of job roles",
    row="job role",
    columns=", ".join(COLUMNS),
    most_rows=500,
    most_text=500_000,
)
BETWEEN = "|"
MOST_COMPLAINTS = 10
LONGEST_NAME = 200


class RoleLine(NamedTuple):
    """What a line of the file says of a role."""

    name: str
    group: RoleGroup
    also_called: str
    courses: list[Course]


def rows_of(roles: Iterable[JobRole]) -> list[tuple[str, str, str, str]]:
    """The list as its file has it."""
    return [
        (
            role.name,
            role.group.value,
            f" {BETWEEN} ".join(role.other_names),
            f" {BETWEEN} ".join(course.title for course in role.courses),
        )
        for role in roles
    ]


def read_csv(text: str) -> Table:
    """What a preview has shown. Raises Unreadable."""
    return read_csv_table(text, EXPECTED)


def read(table: Table, courses: Mapping[str, Course]) -> tuple[list[RoleLine], list[str]]:
    """The roles of a file, and what is wrong with its lines. `courses` are known by their titles in lower case."""
    header = [cell.casefold() for cell in table.header]
    missing = [column for column in COLUMNS[:2] if column not in header]
    if missing:
        return [], [f"Line 1: there is no column called {missing[0]}."]
    lines, complaints = dict[str, RoleLine](), list[str]()
    for number, cells in table.lines.items():
        said = dict(zip(header, cells, strict=False))
        line = _line(said, courses)
        if isinstance(line, str):
            complaints.append(f"Line {number}: {line}")
        elif name_key(line.name) in lines:
            complaints.append(f"Line {number}: {line.name} is in this file twice.")
        else:
            lines[name_key(line.name)] = line
    return list(lines.values()), complaints


def _line(said: Mapping[str, str], courses: Mapping[str, Course]) -> RoleLine | str:
    name, group = said.get("role", ""), said.get("group", "").strip().upper()
    if not name:
        return "there is no name of a role."
    if len(name) > LONGEST_NAME:
        return f"the name is longer than {LONGEST_NAME} characters."
    if group not in list(RoleGroup):
        return f"the group is “{group}”. It must be A, B or C."
    titles = _parts(said.get("courses", ""))
    unknown = [title for title in titles if title.casefold() not in courses]
    if unknown:
        return f"there is no course called “{unknown[0]}”."
    needed = list(dict.fromkeys(courses[title.casefold()] for title in titles))
    return RoleLine(name, RoleGroup(group), "\n".join(_parts(said.get("also called", ""))), needed)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(BETWEEN) if part.strip()]
