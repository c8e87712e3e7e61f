"""What the lines of a file of agencies mean, and everything that is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.accounts.models import Agency, AgencyGroup, Sector, name_key
from app.files.tables import Expected, Table, read_csv_table, read_table
from app.personal.rules_addresses import NotAnAddress, normal_address
from app.records.agencies.refusals import BadAgencyFile
from app.settings.rules_lists import Sectors

COLUMNS = ("name", "sector", "group", "contact", "contact e-mail", "contact telephone", "contact for")
OTHER_SPELLINGS = {"agency": "name", "contact email": "contact e-mail", "contact phone": "contact telephone"}
LONGEST = {"contact telephone": 40}
"""Characters; 200 for the others."""

EXAMPLE = (
    (
        "Northbridge Hospital Trust",
        "health",
        "contributing",
        "Sam Example",
        "bills@example.org",
        "01632 960001",
        "bills",
    ),
    ("Little Acorns Nursery", "private provider", "private", "Alex Example", "alex@example.org", "", "training"),
    ("St Cuthbert’s Primary School", "education", "", "", "", "", ""),
)

FILE = Expected(
    table="list of agencies",
    row="agency",
    columns="name, sector, group and contact",
    most_rows=2_000,
    most_text=1_000_000,  # the preview sends it back in a form
)


@dataclass(frozen=True)
class NewAgency:
    """A line of the file, understood; a contact without a name is none."""

    line: int
    name: str
    sector: str
    group: AgencyGroup
    contact: str = ""
    email: str = ""
    telephone: str = ""
    what_for: str = ""


@dataclass(frozen=True)
class AgencyImport:
    """What would be added, and the lines whose agency is there already and stays as it is."""

    new: list[NewAgency]
    standing: list[tuple[int, Agency]]


@dataclass
class _Line:
    number: int
    said: dict[str, str]
    complaints: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.said.get("name", "")


def read_file(content: bytes, name: str) -> Table:
    """A CSV or XLSX file. Raises Unreadable."""
    return read_table(content, name, FILE)


def read_csv(text: str) -> Table:
    """What the preview sends back. Raises Unreadable."""
    return read_csv_table(text, FILE)


def names_in(table: Table) -> list[str]:
    """The keys of the names that the table holds. Raises BadAgencyFile."""
    return [name_key(line.name) for line in _lines(table)]


def understand(table: Table, known: Mapping[str, Agency], sectors: Sectors) -> AgencyImport:
    """What the table describes, where `known` are the agencies there by the keys of their names, and `sectors` those
    that the office keeps.

    Raises BadAgencyFile with all that is wrong.
    """
    lines, first_at = _lines(table), dict[str, int]()
    new, standing = [], []
    for line in lines:
        key = name_key(line.name)
        if not line.name:
            line.complaints.append("name is empty")
        elif first_at.setdefault(key, line.number) != line.number:
            line.complaints.append(f"line {first_at[key]} has the same name")
        read = _read(line, sectors)
        if key in known:
            standing.append((line.number, known[key]))
        else:
            new.append(read)
    complaints = [f"Line {line.number}: {words}" for line in lines for words in line.complaints]
    if complaints:
        raise BadAgencyFile(complaints)
    return AgencyImport(new, standing)


def _lines(table: Table) -> list[_Line]:
    names = _columns(table.header)
    found = []
    for number, cells in table.lines.items():
        line = _Line(number, dict(zip(names, cells, strict=False)))
        if any(cells[len(names) :]) or line.said.pop("", ""):
            line.complaints.append("something stands in a column that has no name")
        found.append(line)
    return found


def _columns(header: Iterable[str]) -> list[str]:
    """The names of the columns as they are spelled here, "" for one without a name. Raises BadAgencyFile."""
    given = [" ".join(name.casefold().split()) for name in header]
    names = [OTHER_SPELLINGS.get(name, name) for name in given]
    complaints = [
        *(
            f"Line 1: there is no column “{name[:40]}” in a list of agencies"
            for name in names
            if name not in (*COLUMNS, "")
        ),
        *(f"Line 1: the column “{name}” is there twice" for name in COLUMNS if names.count(name) > 1),
        *(["Line 1: the column “name” is missing"] if "name" not in names else []),
    ]
    if complaints:
        raise BadAgencyFile(complaints)
    return names


def _read(line: _Line, sectors: Sectors) -> NewAgency:
    """The line as it stands; what can't be read is complained of, and something stands in its place."""
    for name, cell in line.said.items():
        most = LONGEST.get(name, 200)
        if len(cell) > most:
            line.complaints.append(f"{name} is longer than {most} characters")
    contact, email = line.said.get("contact", ""), line.said.get("contact e-mail", "")
    further = [email, line.said.get("contact telephone", ""), line.said.get("contact for", "")]
    if any(further) and not contact:
        line.complaints.append("contact is empty, though something is said of them")
    return NewAgency(
        line=line.number,
        name=line.name,
        sector=_sector(line, sectors),
        group=_group(line),
        contact=contact,
        email=_address(line, email),
        telephone=further[1],
        what_for=further[2],
    )


def _sector(line: _Line, sectors: Sectors) -> str:
    """By its name, as the office calls it now; the key stays in the record."""
    given = line.said.get("sector", "")
    keys = {entry.name.casefold(): entry.key for entry in sectors.open}
    if given and given.casefold() not in keys:
        line.complaints.append(f"sector “{given[:40]}” isn’t one of: {', '.join(entry.name for entry in sectors.open)}")
    return keys.get(given.casefold(), Sector.OTHER)


def _group(line: _Line) -> AgencyGroup:
    given = line.said.get("group", "")
    try:
        return AgencyGroup(given.casefold()) if given else AgencyGroup.CONTRIBUTING
    except ValueError:
        line.complaints.append(f"group “{given[:40]}” isn’t one of: {', '.join(AgencyGroup)}")
        return AgencyGroup.CONTRIBUTING


def _address(line: _Line, given: str) -> str:
    try:
        return normal_address(given) if given else ""
    except NotAnAddress:
        line.complaints.append(f"contact e-mail “{given[:60]}” isn’t an e-mail address")
        return ""
