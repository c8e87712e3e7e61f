"""Workforces as they are typed in, and what came of them."""

from dataclasses import dataclass, field

from app.web.formatting import share

MOST_PEOPLE = 1_000_000
MOST_ROLES = 50


class RolesUnclear(ValueError):
    """Says which line, and what is wrong with it."""


def roles_in(words: str) -> dict[str, int]:
    """Roles with their numbers, one a line: "Health visitor, 42". Raises RolesUnclear."""
    found: dict[str, int] = {}
    for line in filter(str.strip, words.splitlines()):
        role, _, number = line.rpartition(",")
        role, number = " ".join(role.split()), number.strip()
        if not role or not number.isdecimal() or not number.isascii():
            raise RolesUnclear(f"“{line.strip()[:60]}”: enter a role, a comma and a whole number")
        if not 1 <= int(number[:9]) <= MOST_PEOPLE:
            raise RolesUnclear(f"“{line.strip()[:60]}”: enter from 1 to {MOST_PEOPLE:,} people")
        if role.casefold() in map(str.casefold, found) or len(role) > 200:
            raise RolesUnclear(f"“{role[:60]}” stands there twice, or is too long")
        found[role] = int(number)
    if len(found) > MOST_ROLES:
        raise RolesUnclear(f"Enter {MOST_ROLES} roles at most")
    return found


def as_lines(roles: dict[str, int]) -> str:
    return "\n".join(f"{role}, {people}" for role, people in roles.items())


@dataclass(frozen=True)
class RoleReached:
    role: str
    workforce: int
    people: int

    @property
    def percent(self) -> int | None:
        return share(self.people, self.workforce)


@dataclass(frozen=True)
class AgencyReached:
    """What a line needs of its agency: of thousands, whole records would be slow to read."""

    id: int
    sector: str


@dataclass
class ReachLine:
    """An agency or a sector: the people who came, against those who work there. `workforce` is None where nobody said.

    Of a sector, `told_of` are the people who came from agencies that said how many they have: what is divided.
    """

    name: str
    people: int
    workforce: int | None = None
    told_of: int | None = None
    agency: AgencyReached | None = None
    agencies: int = 0
    agencies_not_reached: int = 0
    roles: list[RoleReached] = field(default_factory=list)

    @property
    def reached(self) -> int:
        """Whom the percentage divides."""
        return self.people if self.told_of is None else self.told_of

    @property
    def percent(self) -> int | None:
        """Of the workforce; more than 100 where more came than it is said to have."""
        return None if self.workforce is None else share(self.reached, self.workforce)


@dataclass(frozen=True)
class Reach:
    """A year's reach by sector and agency; `people` are all who came, each once."""

    sectors: list[ReachLine]
    agencies: list[ReachLine]
    people: int
    without_agency: int

    @property
    def not_reached(self) -> list[ReachLine]:
        return [line for line in self.agencies if not line.people]

    @property
    def sectors_not_reached(self) -> list[ReachLine]:
        return [line for line in self.sectors if not line.people]


@dataclass(frozen=True)
class PriorityLine:
    """What a course answers, and whom such courses reached. `why` is the kind of reason, `words` say which."""

    why: str
    words: str
    courses: tuple[str, ...]
    sessions: int
    people: int
    new_people: int
