"""What lines of results are called, where they lead, and who teaches what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from app.accounts.models import Agency
from app.core.database import db
from app.evaluation.results import rules, rules_grouping
from app.evaluation.results.queries_returns import CourseReturns, divided, returns_by
from app.evaluation.scope import Dimension, Scope
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand, Trainer
from app.programme.models_sessions import TrainingSession, session_trainer
from app.programme.models_weeks import LearningWeek
from app.programme.periods import Period
from app.settings import queries as settings
from app.settings.rules_lists import Sectors, with_a_large_letter


@dataclass(frozen=True)
class ResultLine:
    """One line of a table of results: what it is of, what that is called, and who answered."""

    of: Dimension
    key: int | str | None
    name: str
    returns: dict[Stage, rules.Returns]
    began_at: datetime | None = None


def result_lines(parts: Mapping[rules_grouping.Grouping, dict[Stage, rules.Returns]]) -> list[ResultLine]:
    """By name, sessions by date. A query a kind of part, however many there are."""
    ids: dict[Dimension, set[int]] = {}
    for of, key in parts:
        if isinstance(key, int):
            ids.setdefault(of, set()).add(key)
    names = {of: names_of(of, wanted) for of, wanted in ids.items()}
    began = starts_of(ids.get(Dimension.SESSION, ()))
    found = [
        ResultLine(of, key, _name(names, of, key), returns, began.get(key) if isinstance(key, int) else None)
        for (of, key), returns in parts.items()
    ]
    return sorted(found, key=lambda line: (line.began_at or _NEVER, line.name.casefold(), str(line.key)))


def planned_and_apart(
    lines: Iterable[ResultLine], of_courses: Iterable[CourseReturns]
) -> tuple[list[ResultLine], list[ResultLine]]:
    """Bespoke work stands apart; so does its strand where the lines are of agencies or sectors, that pool courses."""
    bespoke = [each for each in of_courses if not each.is_pooled]
    apart_keys = {each.of for each in bespoke} | {each.strand_or_week for each in bespoke if each.week_id is None}
    found = list(lines)
    planned = [line for line in found if (line.of, line.key) not in apart_keys]
    apart = [line for line in found if (line.of, line.key) in apart_keys]
    if found and found[0].of.is_pooled_over_courses:
        apart = result_lines(divided([each for each in bespoke if each.week_id is None], Dimension.STRAND))
    return planned, apart


def sessions_of(scope: Scope, *, at: datetime) -> list[ResultLine]:
    """Session by session, of what is taught more than once: of a course, of a trainer."""
    if scope.of not in (Dimension.COURSE, Dimension.TRAINER):
        return []
    return result_lines(returns_by(scope, Dimension.SESSION, at=at))


def period_of(scope: Scope) -> Period | None:
    """The days of a session or of a Learning Week; None of anything that has no days of its own."""
    if scope.of is Dimension.SESSION and (session := db.session.get(TrainingSession, scope.id)):
        return Period(session.days[0].on, session.days[-1].on)
    if scope.of is Dimension.WEEK and (week := db.session.get(LearningWeek, scope.id)):
        return Period(week.starts_on, week.ends_on)
    return None


_NEVER = datetime.max.replace(tzinfo=UTC)


def _name(names: Mapping[Dimension, Mapping[int, str]], of: Dimension, key: int | str | None) -> str:
    if key is None:
        return "No agency given" if of is Dimension.AGENCY else "Sector not known"
    if isinstance(key, int):
        return names[of].get(key, "")
    return settings.current(Sectors).label_of_entry(key) if of is Dimension.SECTOR else with_a_large_letter(key)


def name_of(scope: Scope) -> str | None:
    """What the scope is called; None where there is no such thing."""
    if scope.of is Dimension.STRAND:
        return scope.key.capitalize() if scope.key in list(Strand) else None
    if scope.of is Dimension.SECTOR:
        sectors = settings.current(Sectors)
        return sectors.label_of_entry(scope.key) if sectors.entry(scope.key) else None
    if scope.of is Dimension.EVERYTHING:
        return "Everything" if scope.key in ("", "all") else None
    record = db.session.get(_RECORDS[scope.of], scope.id) if scope.id else None
    return getattr(record, _NAMED_BY.get(scope.of, "name")) if record else None


_RECORDS = {
    Dimension.COURSE: Course,
    Dimension.SESSION: TrainingSession,
    Dimension.TRAINER: Trainer,
    Dimension.WEEK: LearningWeek,
    Dimension.AGENCY: Agency,
}

_NAMED_BY = {Dimension.COURSE: "title", Dimension.SESSION: "title"}


def names_of(of: Dimension, ids: Iterable[int]) -> dict[int, str]:
    """The names of several, by id. One query."""
    if of is Dimension.SESSION:
        wanted = select(TrainingSession.id, Course.title).join(Course, Course.id == TrainingSession.course_id)
        return dict(db.session.execute(wanted.where(TrainingSession.id.in_(ids))).all())
    model = _RECORDS[of]
    name = getattr(model, _NAMED_BY.get(of, "name"))
    return dict(db.session.execute(select(model.id, name).where(model.id.in_(ids))).all())


def starts_of(session_ids: Iterable[int]) -> dict[int, datetime]:
    """When each session began. One query."""
    wanted = select(TrainingSession.id, TrainingSession.starts_at).where(TrainingSession.id.in_(session_ids))
    return dict(db.session.execute(wanted).all())


def trainers_of_sessions(session_ids: Iterable[int]) -> dict[int, list[int]]:
    """Ids of the confirmed trainers of each session. One query."""
    rows = db.session.execute(
        select(session_trainer.c.session_id, session_trainer.c.trainer_id)
        .where(session_trainer.c.session_id.in_(session_ids), session_trainer.c.is_confirmed)
        .order_by(session_trainer.c.trainer_id)
    )
    found: dict[int, list[int]] = {}
    for session_id, trainer_id in rows:
        found.setdefault(session_id, []).append(trainer_id)
    return found


def sessions_by_id(session_ids: Iterable[int]) -> dict[int, TrainingSession]:
    wanted = select(TrainingSession).where(TrainingSession.id.in_(session_ids)).order_by(TrainingSession.starts_at)
    return {session.id: session for session in db.session.scalars(wanted)}
