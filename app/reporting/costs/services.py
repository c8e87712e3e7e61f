"""Commands on a year's budget, what was spent, and what sessions cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year, year_dates
from app.reporting.costs import queries
from app.reporting.costs.models import BudgetLine, CostKind, SessionCost, Spending
from app.reporting.costs.refusals import KindIsCovered, LineHasSpending, LineNameTaken, NothingToCopy

LOCK = "budget"


@dataclass(frozen=True)
class LineDetails:
    """What a budget line is for; `covers` are the kinds of sessions' costs that count against it."""

    name: str
    pence: int
    covers: Sequence[CostKind] = ()


@dataclass(frozen=True)
class Cost:
    """What a session cost for one kind of thing, and perhaps what it was."""

    pence: int
    words: str = ""


@command
def add_line(year: str, details: LineDetails, *, by: User, at: datetime) -> BudgetLine:
    """Raises LineNameTaken or KindIsCovered."""
    advisory_lock(LOCK)
    _must_fit(year, details, None)
    line = BudgetLine(year=year, created_at=at)
    _describe(line, details)
    db.session.add(line)
    audit.write(Verb.ADDED_BUDGET_LINE, line, by=by, at=at, year=year, line=details.name, pence=details.pence)
    return line


@command
def edit_line(line: BudgetLine, details: LineDetails, *, by: User, at: datetime) -> None:
    """Raises LineNameTaken or KindIsCovered."""
    advisory_lock(LOCK)
    _must_fit(line.year, details, line)
    before = {"name": line.name, "pence": line.pence}
    _describe(line, details)
    after = {"name": line.name, "pence": line.pence}
    audit.write(Verb.EDITED_BUDGET_LINE, line, by=by, at=at, year=line.year, before=before, after=after)


@command
def remove_line(line: BudgetLine, *, by: User, at: datetime) -> None:
    """Raises LineHasSpending."""
    advisory_lock(LOCK)
    if line.spending:
        raise LineHasSpending
    audit.write(Verb.REMOVED_BUDGET_LINE, line, by=by, at=at, year=line.year, line=line.name, pence=line.pence)
    db.session.delete(line)


@command
def copy_lines(year: str, *, by: User, at: datetime) -> list[BudgetLine]:
    """The lines of the year before, with their sums, to begin with. Raises NothingToCopy."""
    advisory_lock(LOCK)
    before = queries.lines_of(year_before(year))
    if not before or queries.lines_of(year):
        raise NothingToCopy
    return [add_line(year, LineDetails(line.name, line.pence, line.kinds), by=by, at=at) for line in before]


@command
def add_spending(line: BudgetLine, *, on: date, words: str, pence: int, by: User, at: datetime) -> Spending:
    spent = Spending(line=line, on=on, words=words, pence=pence)
    db.session.add(spent)
    audit.write(Verb.ADDED_SPENDING, line, by=by, at=at, words=words, pence=pence)
    return spent


@command
def remove_spending(spent: Spending, *, by: User, at: datetime) -> None:
    audit.write(Verb.REMOVED_SPENDING, spent.line, by=by, at=at, words=spent.words, pence=spent.pence)
    spent.line.spending.remove(spent)


@command
def set_costs(session: TrainingSession, costs: Mapping[CostKind, Cost], *, by: User, at: datetime) -> None:
    """What a session cost, in place of what was entered before; a kind left out isn't known."""
    advisory_lock(LOCK)
    kept = queries.costs_of(session)
    before = {kind.value: each.pence for kind, each in kept.items()}
    for kind, each in kept.items():
        if kind not in costs:
            db.session.delete(each)
    for kind, cost in costs.items():
        row = kept.get(kind) or SessionCost(session_id=session.id, kind=kind)
        row.pence, row.words, row.entered_at = cost.pence, cost.words, at
        db.session.add(row)
    after = {kind.value: cost.pence for kind, cost in costs.items()}
    audit.write(Verb.SET_SESSION_COSTS, session, by=by, at=at, before=before, after=after)


def year_before(year: str) -> str:
    """The programme year before."""
    first, _ = year_dates(year)
    return programme_year(first.replace(year=first.year - 1))


def _describe(line: BudgetLine, details: LineDetails) -> None:
    line.name, line.pence, line.covers = details.name, details.pence, [kind.value for kind in details.covers]


def _must_fit(year: str, details: LineDetails, besides: BudgetLine | None) -> None:
    others = [line for line in queries.lines_of(year) if line is not besides]
    if any(line.name.casefold() == details.name.casefold() for line in others):
        raise LineNameTaken
    for line in others:
        twice = [kind.value for kind in line.kinds if kind in details.covers]
        if twice:
            raise KindIsCovered(f"{line.name} covers {' and '.join(twice)} already. A cost counts against one line.")
