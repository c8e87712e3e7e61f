"""What became of charges, counted: the figures' definitions in one place, for the page and the file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.charging.bills.rules_tables import in_pounds
from app.charging.models import ON_A_BILL, ChargeState, WaiverReason
from app.files.spreadsheets import Cell, as_csv

DEFINITIONS = {
    "proposed": "every charge that the booking terms ever proposed, whatever became of it",
    "waived": "a person decided that nothing is owed, by the reason they chose; it stands",
    "confirmed": "a person decided that it is owed, and it stands: to be billed, billed, paid or written off",
    "billed": "it was put on a bill, whatever became of it: credited ones too",
    "credited": "it was on a bill, and was taken back: its sum is on a later bill with a minus, or will be",
    "paid": "it was billed and the money came, credited later or not",
    "written off": "billed, and will not be paid",
}
"""Counted for sessions whose first day is in the year, under the agency that the booking was made for or what it
merged into."""


@dataclass
class Sum:
    """How many, and pence."""

    how_many: int = 0
    pence: int = 0

    def add(self, how_many: int, pence: int) -> None:
        self.how_many += how_many
        self.pence += pence


@dataclass
class ChargeFigureLine:
    """What became of one agency's charges, or of all of them."""

    name: str
    proposed: Sum = field(default_factory=Sum)
    waived: dict[str, Sum] = field(default_factory=dict)
    confirmed: Sum = field(default_factory=Sum)
    billed: Sum = field(default_factory=Sum)
    credited: Sum = field(default_factory=Sum)
    paid: Sum = field(default_factory=Sum)
    written_off: Sum = field(default_factory=Sum)

    @property
    def waived_in_all(self) -> Sum:
        every = self.waived.values()
        return Sum(sum(each.how_many for each in every), sum(each.pence for each in every))

    def add(self, state: ChargeState, why: str | None, how_many: int, pence: int, *, is_paid: bool = False) -> None:
        for each in self._counted_by(state, why):
            each.add(how_many, pence)
        if is_paid:
            self.paid.add(how_many, pence)

    def _counted_by(self, state: ChargeState, why: str | None) -> Iterable[Sum]:
        yield self.proposed
        if state is ChargeState.WAIVED:
            yield self.waived.setdefault(str(why or WaiverReason.OTHER), Sum())
        if state is ChargeState.CONFIRMED or state in ON_A_BILL:
            yield self.confirmed
        if state in (*ON_A_BILL, ChargeState.CREDITED):
            yield self.billed
        ends = {
            ChargeState.CREDITED: self.credited,
            ChargeState.WRITTEN_OFF: self.written_off,
        }
        if state in ends:
            yield ends[state]


@dataclass
class ChargeFigures:
    """An agency a line, by name; merged agencies under the one they merged into. `reasons` are the names that the
    reasons for waiving have today, by their keys and in their order: those offered, and others that were given."""

    lines: list[ChargeFigureLine]
    total: ChargeFigureLine
    reasons: dict[str, str]


def figures_in_csv(figures: ChargeFigures) -> bytes:
    """A line an agency, then the total; numbers and pounds beside each other."""
    header = ["agency"]
    for name, _ in _sums(figures.total, figures.reasons):
        header += [name, f"{name}, pounds"]
    return as_csv(header, [_row(line, figures.reasons) for line in (*figures.lines, figures.total)])


def _row(line: ChargeFigureLine, reasons: dict[str, str]) -> list[Cell]:
    row: list[Cell] = [line.name]
    for _, each in _sums(line, reasons):
        row += [each.how_many, in_pounds(each.pence)]
    return row


def _sums(line: ChargeFigureLine, reasons: dict[str, str]) -> Iterator[tuple[str, Sum]]:
    yield "proposed", line.proposed
    for why, name in reasons.items():
        yield f"waived: {name}", line.waived.get(why, Sum())
    yield "confirmed", line.confirmed
    yield "billed", line.billed
    yield "credited", line.credited
    yield "paid", line.paid
    yield "written off", line.written_off
