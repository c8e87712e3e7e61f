"""Courses and trainers beside each other, and one year beside the next: a few sums of each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.database import db
from app.evaluation.results.queries_answers import changes_by_session, matched_measures
from app.evaluation.results.queries_lines import names_of, trainers_of_sessions
from app.evaluation.results.queries_returns import returns_of_scope
from app.evaluation.results.rules import Returns
from app.evaluation.results.rules_measures import MatchedMeasure
from app.evaluation.scope import Dimension, Scope
from app.evaluation.stages import Stage
from app.evaluation.statistics.rules import SessionSums
from app.evaluation.statistics.rules_change import MatchedChange
from app.evaluation.statistics.rules_drawing import FunnelChart, Strips, change_strips, funnel_chart
from app.evaluation.statistics.rules_funnel import Funnel, funnel
from app.programme.models_sessions import TrainingSession
from app.programme.periods import year_dates


@dataclass(frozen=True)
class NamedFunnel:
    """The funnel of one measure; None where there are too few to compare. Names are by the units' keys."""

    measure: str
    funnel: Funnel | None
    names: dict[int, str]

    @property
    def chart(self) -> FunnelChart | None:
        return funnel_chart(self.funnel) if self.funnel else None


def funnels_of(scope: Scope, by: Dimension, since: Stage) -> list[NamedFunnel]:
    """How far each measure changed until a stage, by course or by trainer, in the order of their names.

    A session of two trainers counts for both; a Learning Week's for none. A number of queries that doesn't depend on
    how much was answered.
    """
    rows = db.session.execute(changes_by_session(scope, since)).all()
    units = _units({row.session_id for row in rows}, by)
    of_measure: dict[tuple[int, str], dict[int, list[SessionSums]]] = {}
    for row in sorted(rows, key=lambda row: (row.position, row.name)):
        sums = SessionSums(row.session_id, row.n, int(row.total), int(row.squares))
        found = of_measure.setdefault((row.measure_id, row.name), {})
        for unit in units.get(row.session_id, ()):
            found.setdefault(unit, []).append(sums)
    names = names_of(by, {unit for found in of_measure.values() for unit in found})
    in_order = sorted(names, key=lambda unit: (names[unit].casefold(), unit))
    return [
        NamedFunnel(name, funnel({unit: found[unit] for unit in in_order if unit in found}), names)
        for (_, name), found in of_measure.items()
        if found
    ]


def _units(session_ids: set[int], by: Dimension) -> dict[int, list[int]]:
    """The courses or trainers of each session, but for those of Learning Weeks."""
    wanted = select(TrainingSession.id, TrainingSession.course_id).where(
        TrainingSession.id.in_(session_ids), TrainingSession.learning_week_id.is_(None)
    )
    courses = {session_id: [course_id] for session_id, course_id in db.session.execute(wanted)}
    return trainers_of_sessions(courses) if by is Dimension.TRAINER else courses


@dataclass(frozen=True)
class ResultsOfYear:
    """One programme year of a part of the programme: who answered, and what changed."""

    year: str
    returns: dict[Stage, Returns]
    measures: dict[str, MatchedMeasure]

    @property
    def is_only_begun(self) -> bool:
        """Some of its questionnaires are still open."""
        return any(each.closed < each.issued for each in self.returns.values())


@dataclass(frozen=True)
class YearsOfMeasure:
    """One measure's change in each year, in which anybody answered both times."""

    measure: str
    words: str
    changes: list[tuple[str, MatchedChange]]

    @property
    def strips(self) -> Strips:
        return change_strips(self.changes)


def years_of_measures(years: list[ResultsOfYear]) -> list[YearsOfMeasure]:
    """In the order in which the measures are asked, until after and until later."""
    measures = list(dict.fromkeys(name for each in years for name in each.measures))
    found = []
    for name in measures:
        of_each = [(each.year, each.measures[name]) for each in years if name in each.measures]
        for words, changes in (
            ("before and after", [(year, measure.after) for year, measure in of_each]),
            ("before and later", [(year, measure.later) for year, measure in of_each]),
        ):
            found.append(YearsOfMeasure(name, words, [(year, change) for year, change in changes if change.n]))
    return [each for each in found if each.changes]


def years_of(of: Dimension, key: str, years: list[str], *, at: datetime) -> list[ResultsOfYear]:
    """Year beside year, the first one first. Some queries a year."""
    found = []
    for year in sorted(years):
        scope = Scope(*year_dates(year), of, key)
        measures = {each.measure: each for each in matched_measures(scope)}
        found.append(ResultsOfYear(year, returns_of_scope(scope, at=at), measures))
    return [each for each in found if each.returns]
