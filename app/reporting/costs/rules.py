"""The arithmetic of a year's money. Everything in pence; nothing is divided before it is added up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.reporting.costs.models import BudgetLine, CostKind
from app.reporting.figures.rules import Figures
from app.web.formatting import share

DEFINITIONS = {
    "Spent": "What sessions of the year cost, cancelled ones and those to come too, as far as it is entered, and what "
    "was spent on the lines otherwise.",
    "Costs entered": "Sessions that ran and have at least one cost entered; 0 counts as entered. The costs for each "
    "place are over these alone.",
    "Cost of a place offered": "What these sessions cost, divided by the places that they offered.",
    "Cost of a place attended": "The same over those of them whose register is closed, divided by the places attended.",
    "Cost for each person who changed their practice": "What those sessions cost whose impact questionnaires have "
    "closed, divided by the different people who said that they had changed something in their practice because of the "
    "training. Not everybody answers: the cost is highest if nobody else changed anything, and lowest if everybody who "
    "didn’t answer did.",
    "Charges and fees": "Charges for non-attendance, and fees for places, of the year’s sessions: those that a person "
    "confirmed and that are billed, paid or still to be billed. What was waived, credited or written off is left out.",
    "Days lent": "Dates up to today on which a session ran with a trainer of the agency confirmed. Two sessions of a "
    "trainer on one date are one day.",
}
"""What the figures mean, on the page and in every workbook."""


def per(pence: int, how_many: int) -> int | None:
    """Pence for each, halves rounded up; None where there is nothing to divide by."""
    return (2 * pence + how_many) // (2 * how_many) if how_many else None


@dataclass(frozen=True)
class Income:
    """What agencies owe or have paid for sessions, in pence: for not coming, and as a fee for a place."""

    charges: int = 0
    fees: int = 0
    paid: int = 0

    @property
    def pence(self) -> int:
        return self.charges + self.fees

    def __add__(self, other: "Income") -> "Income":
        return Income(self.charges + other.charges, self.fees + other.fees, self.paid + other.paid)


NO_INCOME = Income()


@dataclass(frozen=True)
class SessionMoney:
    """A session of the year. `costs` are empty where nothing is entered; `figures` None where it hasn't run."""

    session_id: int
    course: str
    part: str = ""
    costs: Mapping[CostKind, int] = field(default_factory=dict)
    figures: Figures | None = None
    income: Income = NO_INCOME

    @property
    def pence(self) -> int:
        return sum(self.costs.values())


@dataclass
class CostFigures:
    """Sums over sessions that ran. `places` and `attended` are of those with costs entered, and `attended` of those
    of them whose register is closed, which cost `registered_pence`."""

    name: str
    part: str = ""
    sessions: int = 0
    entered: int = 0
    costs: dict[CostKind, int] = field(default_factory=lambda: dict.fromkeys(CostKind, 0))
    places: int = 0
    attended: int = 0
    registered_pence: int = 0
    income: Income = NO_INCOME

    def add(self, each: SessionMoney) -> None:
        figures = each.figures or Figures()
        self.sessions += 1
        self.income += each.income
        if not each.costs:
            return
        self.entered += 1
        for kind, pence in each.costs.items():
            self.costs[kind] += pence
        self.places += figures.places_offered
        if not figures.registers_outstanding:
            self.attended += figures.attended_registered
            self.registered_pence += each.pence

    @property
    def pence(self) -> int:
        return sum(self.costs.values())

    @property
    def per_place(self) -> int | None:
        return per(self.pence, self.places)

    @property
    def per_attended(self) -> int | None:
        return per(self.registered_pence, self.attended)


@dataclass(frozen=True)
class ChangedPractice:
    """How many different people were asked weeks later, answered, and said that they had changed something; and what
    the sessions cost that they were asked about."""

    asked: int = 0
    answered: int = 0
    changed: int = 0
    pence: int = 0

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered

    @property
    def most_changed(self) -> int:
        """If everybody who didn't answer did."""
        return self.changed + self.unanswered

    @property
    def at_most(self) -> int | None:
        """Pence for each of those who said so, if nobody else did."""
        return per(self.pence, self.changed)

    @property
    def at_least(self) -> int | None:
        return per(self.pence, self.most_changed)

    @property
    def if_alike(self) -> int | None:
        """If those who didn't answer changed something as often as those who did."""
        return per(self.pence * self.answered, self.changed * self.asked) if self.changed else None

    @property
    def percent(self) -> int | None:
        """Of those who answered."""
        return share(self.changed, self.answered)


@dataclass(frozen=True)
class LineMoney:
    """A budget line, and what was spent on it: by sessions, and otherwise."""

    line: BudgetLine
    on_sessions: int = 0
    otherwise: int = 0

    @property
    def spent(self) -> int:
        return self.on_sessions + self.otherwise

    @property
    def left(self) -> int:
        """Below nought where more was spent than there is."""
        return self.line.pence - self.spent


@dataclass(frozen=True)
class YearMoney:
    """A programme year's money. `rows` and `total` are of the planned programme, `apart` what is told apart from it."""

    year: str
    lines: Sequence[LineMoney]
    sessions: Sequence[SessionMoney]
    practice: ChangedPractice
    days_lent: Sequence[tuple[str, int]]
    rows: Sequence[CostFigures]
    total: CostFigures
    apart: Sequence[CostFigures]

    @property
    def budget(self) -> int:
        return sum(each.line.pence for each in self.lines)

    @property
    def on_sessions(self) -> int:
        """By all sessions of the year, whether or not they ran."""
        return sum(each.pence for each in self.sessions)

    @property
    def in_no_line(self) -> int:
        """Cost by sessions for what no line covers."""
        return self.on_sessions - sum(each.on_sessions for each in self.lines)

    @property
    def otherwise(self) -> int:
        """What no session cost."""
        return sum(each.otherwise for each in self.lines)

    @property
    def spent(self) -> int:
        return self.on_sessions + self.otherwise

    @property
    def left(self) -> int:
        return self.budget - self.spent

    @property
    def income(self) -> Income:
        return sum((each.income for each in self.sessions), NO_INCOME)

    @property
    def net(self) -> int:
        """What was spent, less what came in."""
        return self.spent - self.income.pence

    @property
    def not_run(self) -> int:
        """Of what was spent: by sessions that were cancelled or are to come."""
        return sum(each.pence for each in self.sessions if each.figures is None)

    @property
    def days(self) -> int:
        return sum(how_many for _, how_many in self.days_lent)

    @property
    def has_anything(self) -> bool:
        return bool(self.lines or self.sessions or self.days_lent)


def in_rows(sessions: Iterable[SessionMoney]) -> tuple[list[CostFigures], CostFigures, list[CostFigures]]:
    """Those that ran, added up: by course and in total for the planned programme, and what is told apart from it."""
    rows: dict[str, CostFigures] = {}
    apart: dict[str, CostFigures] = {}
    total = CostFigures("Total", "total")
    for each in sessions:
        if each.figures is None:
            continue
        if each.part:
            apart.setdefault(each.part, CostFigures(each.part.capitalize(), each.part)).add(each)
        else:
            rows.setdefault(each.course, CostFigures(each.course)).add(each)
            total.add(each)
    return sorted(rows.values(), key=lambda row: row.name.casefold()), total, list(apart.values())


def on_lines(
    lines: Iterable[BudgetLine], sessions: Sequence[SessionMoney], otherwise: Mapping[int, int]
) -> list[LineMoney]:
    """Each line with what sessions cost of the kinds that it covers, and what else was spent on it."""
    by_kind = {kind: sum(each.costs.get(kind, 0) for each in sessions) for kind in CostKind}
    return [LineMoney(line, sum(by_kind[kind] for kind in line.kinds), otherwise.get(line.id, 0)) for line in lines]
