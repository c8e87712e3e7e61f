"""Keeping given figures: all of a file or nothing; what is given again for a course and year replaces what stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.clock import to_london
from app.core.database import advisory_lock, command, db
from app.files.tables import Table
from app.programme.periods import programme_year
from app.reporting.earlier_years import queries, rules
from app.reporting.earlier_years.models import GivenFigures, GivenYear


@dataclass(frozen=True)
class PlannedFigures:
    """The lines of a file: how many are new, and which replace others or stand already."""

    lines: Sequence[rules.GivenLine]
    replacing: frozenset[int]
    standing: frozenset[int]

    @property
    def is_nothing(self) -> bool:
        return len(self.standing) == len(self.lines)

    def how(self, line: rules.GivenLine) -> str:
        if line.line in self.standing:
            return "stands already"
        return "replaces what was given" if line.line in self.replacing else "new"


def planned_figures(table: Table, *, year: str, at: datetime) -> PlannedFigures:
    """What keeping a file would do. Raises BadFiguresFile or NoYear."""
    read = rules.understand(table, year=year, today_is_in=programme_year(to_london(at).date()))
    lines = [rules.without_checked(line) for line in read]
    known = {
        (given.year, line.title_key): line
        for given in queries.given_years({line.year for line in lines})
        for line in given.figures
    }
    replacing, standing = set[int](), set[int]()
    for line in lines:
        if there := known.get((line.year, line.title_key)):
            is_same = all(getattr(there, name) == figure for name, figure in line.figures.items())
            (standing if is_same else replacing).add(line.line)
    return PlannedFigures(lines, frozenset(replacing), frozenset(standing))


@command
def keep_figures(text: str, *, year: str, source: str, by: User, at: datetime) -> int:
    """Keep the figures of a file in CSV. Returns how many lines are new or replace others.

    Raises Unreadable, BadFiguresFile or NoYear.
    """
    advisory_lock("figures given")
    plan = planned_figures(rules.read_csv(text), year=year, at=at)
    kept = [line for line in plan.lines if line.line not in plan.standing]
    for name in sorted({line.year for line in kept}):
        of_year = [line for line in kept if line.year == name]
        given = queries.given_year(name) or GivenYear(year=name, source="", figures=[])
        given.source, given.given_at, given.given_by_id = source or given.source, at, by.id
        db.session.add(given)
        for line in of_year:
            _keep(line, given)
        audit.write(Verb.GAVE_FIGURES, given, by=by, at=at, year=name, lines=len(of_year), source=given.source)
    return len(kept)


def _keep(line: rules.GivenLine, given: GivenYear) -> None:
    there = next((each for each in given.figures if each.title_key == line.title_key), None)
    if there is None:
        there = GivenFigures(title=line.title, title_key=line.title_key, is_total=line.is_total)
        given.figures.append(there)
    for name, figure in line.figures.items():
        setattr(there, name, figure)


@command
def remove_year(given: GivenYear, *, by: User, at: datetime) -> None:
    """What was given for a year goes; no figure of our own depends on it."""
    audit.write(Verb.REMOVED_FIGURES, given, by=by, at=at, year=given.year, lines=len(given.figures))
    db.session.delete(given)
