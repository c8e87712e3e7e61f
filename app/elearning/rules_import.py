"""What the lines of a file of completions mean, and everything that is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.accounts.models import Agency, User, name_key
from app.elearning.refusals import BadCompletionFile
from app.files.tables import Expected, Table, read_csv_table, read_table
from app.personal.rules_addresses import NotAnAddress, normal_address
from app.web.dates import read_date

COLUMNS = ("e-mail", "completed on", "name", "agency")
OTHER_SPELLINGS = {
    **dict.fromkeys(("email", "e-mail address", "email address"), "e-mail"),
    **dict.fromkeys(("completed", "completion date", "date completed", "date"), "completed on"),
}
NEEDED = ("e-mail", "completed on")
LONGEST = 200
EXAMPLE = (
    ("rosa@example.org", "2026-05-06", "Rosa Example", "Northbridge Hospital Trust"),
    ("sam@example.org", "7 May 2026", "", ""),
)
FILE = Expected(
    table="list of completions",
    row="completion",
    columns="e-mail, completed on, name and agency",
    most_rows=2_000,
    most_text=500_000,  # the preview sends it back in a form
)


@dataclass(frozen=True)
class NewCompletion:
    """A line of the file, understood. `person` is None for somebody who is new here, whom `name` names."""

    line: int
    email: str
    on: date
    person: User | None
    name: str
    agency: Agency | None


@dataclass(frozen=True)
class CompletionImport:
    """What would be recorded, and the lines that are recorded already and stay as they are."""

    new: list[NewCompletion]
    standing: list[NewCompletion]

    @property
    def new_people(self) -> int:
        return len({each.email for each in self.new if each.person is None})


@dataclass
class CompletionLine:
    """A line as it was read."""

    number: int
    said: dict[str, str]
    complaints: list[str] = field(default_factory=list)
    email: str = ""
    on: date = date.min


def read_file(content: bytes, name: str) -> Table:
    """A CSV or XLSX file. Raises Unreadable."""
    return read_table(content, name, FILE)


def read_csv(text: str) -> Table:
    """What the preview sends back. Raises Unreadable."""
    return read_csv_table(text, FILE)


def lines_of(table: Table, *, today: date) -> list[CompletionLine]:
    """Each line with what can be read of it, and its complaints. Raises BadCompletionFile where a column is wrong."""
    names = _columns(table.header)
    found = [CompletionLine(number, dict(zip(names, cells, strict=False))) for number, cells in table.lines.items()]
    for line in found:
        _read(line, today)
    return found


def understand(
    lines: Iterable[CompletionLine],
    *,
    people: Mapping[str, User],
    agencies: Mapping[str, Agency],
    recorded: set[tuple[int, date]],
) -> CompletionImport:
    """What the lines describe, where `people` are known by their addresses, `agencies` by the keys of their names, and
    `recorded` are the people and dates that have this course already. Raises BadCompletionFile with all that is wrong.
    """
    lines, first_at = list(lines), dict[tuple[str, date], int]()
    new: list[NewCompletion] = []
    standing: list[NewCompletion] = []
    for line in lines:
        key = (line.email, line.on)
        if not line.complaints and first_at.setdefault(key, line.number) != line.number:
            line.complaints.append(f"line {first_at[key]} says the same")
        person, named = people.get(line.email), line.said.get("agency", "")
        agency = agencies.get(name_key(named)) if named else None
        if named and agency is None:
            line.complaints.append(f"there is no agency “{named[:60]}” in the list")
        if person is None and not line.said.get("name") and line.email:
            line.complaints.append(f"nobody is known at {line.email}: add their name to record them")
        understood = NewCompletion(line.number, line.email, line.on, person, line.said.get("name", ""), agency)
        is_standing = person is not None and (person.id, line.on) in recorded
        (standing if is_standing else new).append(understood)
    complaints = [f"Line {line.number}: {words}" for line in lines for words in line.complaints]
    if complaints:
        raise BadCompletionFile(complaints)
    return CompletionImport(new, standing)


def _columns(header: Iterable[str]) -> list[str]:
    """The names of the columns as they are spelled here; others may stand there and are passed over."""
    given = [" ".join(name.casefold().split()) for name in header]
    names = [OTHER_SPELLINGS.get(name, name) for name in given]
    complaints = [
        *(f"Line 1: the column “{name}” is there twice" for name in COLUMNS if names.count(name) > 1),
        *(f"Line 1: the column “{name}” is missing" for name in NEEDED if name not in names),
    ]
    if complaints:
        raise BadCompletionFile(complaints)
    return names


def _read(line: CompletionLine, today: date) -> None:
    address, day = line.said.get("e-mail", ""), line.said.get("completed on", "")
    try:
        line.email = normal_address(address)
    except NotAnAddress:
        line.complaints.append(f"“{address[:60]}” isn’t an e-mail address" if address else "e-mail is empty")
    try:
        line.on = read_date(day)
    except ValueError:
        line.complaints.append(f"“{day[:40]}” isn’t a date, such as 2026-05-06" if day else "completed on is empty")
    if line.on > today:
        line.complaints.append("completed on is a day to come")
    if len(line.said.get("name", "")) > LONGEST:
        line.complaints.append(f"name is longer than {LONGEST} characters")
