"""A year's money as files: CSV, and the sheets of a workbook. Pounds, with their pence."""

from collections.abc import Iterator
from decimal import Decimal

from app.charging.bills.rules_tables import in_pounds
from app.files.spreadsheets import Cell, Sheet, as_csv
from app.reporting.costs.models import CostKind
from app.reporting.costs.rules import DEFINITIONS, CostFigures, YearMoney

NAMES = {
    "part": "Part",
    "course": "Course",
    "sessions": "Sessions",
    "entered": "Costs entered",
    "venue": "Venue £",
    "catering": "Catering £",
    "trainer": "Trainers £",
    "other": "Other £",
    "cost": "Cost in all £",
    "charges": "Charges £",
    "fees": "Fees for places £",
    "places": "Places offered, costs entered",
    "per_place": "For each place offered £",
    "attended": "Places attended, register closed",
    "per_attended": "For each place attended £",
}
"""What scripts call a column, which stays as it is, and what people do."""

PARTS = {"": "Planned programme", "total": "Total", "bespoke": "Bespoke", "open": "Open", "e-learning": "E-learning"}


def costs_in_csv(money: YearMoney) -> bytes:
    """Headings for people, then a row of names for scripts, then a line for each course, the total, and the rest."""
    return as_csv(list(NAMES.values()), [list(NAMES), *_rows(money)])


def money_in_sheets(money: YearMoney) -> dict[str, Sheet]:
    """Budget, courses, the year in figures, days lent, and what they mean."""
    return {
        "Budget": (["Line", "Budget £", "By sessions £", "Otherwise £", "Spent £", "Left £"], _budget(money)),
        "Courses": (list(NAMES.values()), _rows(money)),
        "The year": (["Figure", "Number"], _year(money)),
        "Days lent": (["Agency", "Days"], [[agency, days] for agency, days in money.days_lent]),
        "Definitions": (
            ["Figure", "Meaning"],
            [[name, meaning] for name, meaning in DEFINITIONS.items()],
        ),
    }


def _rows(money: YearMoney) -> Iterator[list[Cell]]:
    for row in (*money.rows, money.total, *money.apart):
        yield [PARTS.get(row.part, row.part), *_cells(row)]


def _cells(row: CostFigures) -> list[Cell]:
    return [
        row.name,
        row.sessions,
        row.entered,
        *(in_pounds(row.costs[kind]) for kind in CostKind),
        in_pounds(row.pence),
        in_pounds(row.income.charges),
        in_pounds(row.income.fees),
        row.places,
        _pounds(row.per_place),
        row.attended,
        _pounds(row.per_attended),
    ]


def _budget(money: YearMoney) -> Iterator[list[Cell]]:
    for each in money.lines:
        sums = (each.line.pence, each.on_sessions, each.otherwise, each.spent, each.left)
        yield [each.line.name, *map(in_pounds, sums)]
    if money.in_no_line:
        yield ["In no line", None, in_pounds(money.in_no_line), in_pounds(0), in_pounds(money.in_no_line), None]
    sums = (money.budget, money.on_sessions, money.otherwise, money.spent, money.left)
    yield ["Total", *map(in_pounds, sums)]


def _year(money: YearMoney) -> Iterator[list[Cell]]:
    practice, income = money.practice, money.income
    yield ["Spent £", in_pounds(money.spent)]
    yield ["Of that, by sessions cancelled or to come £", in_pounds(money.not_run)]
    yield ["Charges £", in_pounds(income.charges)]
    yield ["Fees for places £", in_pounds(income.fees)]
    yield ["Of charges and fees, paid £", in_pounds(income.paid)]
    yield ["Spent, less charges and fees £", in_pounds(money.net)]
    yield ["For each place offered £", _pounds(money.total.per_place)]
    yield ["For each place attended £", _pounds(money.total.per_attended)]
    yield ["People asked weeks later", practice.asked]
    yield ["People who said whether they changed their practice", practice.answered]
    yield ["People who changed their practice", practice.changed]
    yield ["For each of them, if everybody who didn’t answer did £", _pounds(practice.at_least)]
    yield ["For each of them, if those who didn’t answer did as often £", _pounds(practice.if_alike)]
    yield ["For each of them, if nobody else did £", _pounds(practice.at_most)]


def _pounds(pence: int | None) -> Decimal | None:
    return None if pence is None else in_pounds(pence)
