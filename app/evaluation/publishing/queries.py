"""What others than the office see of a period: its figures, its lines in order and by name, and when it was settled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.database import db
from app.evaluation.cutoff import quarter_after, quarter_of
from app.evaluation.publishing import rules
from app.evaluation.settling import queries as settling
from app.evaluation.settling import queries_settled
from app.evaluation.settling.models import SettledQuarter
from app.evaluation.settling.queries_settled import Settled
from app.evaluation.settling.rules import APART
from app.evaluation.settling.rules_subjects import IN_A_WEEK, Key
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.programme.periods import Period
from app.web.formatting import short_date


@dataclass(frozen=True)
class PublicationLine:
    """One group, and how deep it stands: the year 0, a strand 1, a course 2, a reader's own part of it 3."""

    key: Key
    name: str
    depth: int


@dataclass(frozen=True)
class StageBasis:
    """Of which quarters of a period a stage is settled, and when the next one will be; None where all are."""

    stage: Stage
    settled: Sequence[Settled]
    next_quarter: date | None
    next_at: datetime | None


def published(period: Period, reader: rules.Reader = rules.EVERYBODY) -> rules.Publication:
    """Of whole quarters: figures of any dates could be subtracted from each other. One query."""
    of_parts = {"of_sessions": reader.session_ids, "of_agencies": reader.agency_ids}
    groups = queries_settled.settled_groups(Stage, quarters_of(period), **of_parts)
    return rules.publication(groups, reader)


def quarters_of(period: Period) -> list[date]:
    """The first days of the quarters that lie in it."""
    found, quarter = [], quarter_of(period.since)
    while quarter <= period.until:
        found.append(quarter)
        quarter = quarter_after(quarter)
    return found


def stage_bases(period: Period) -> list[StageBasis]:
    """What each stage's figures of the period rest on."""
    quarters = quarters_of(period)
    settled = queries_settled.settled_quarters(quarters)
    found = []
    for stage in Stage:
        of_stage = [each for each in settled if each.stage is stage]
        missing = [each for each in quarters if each not in {one.quarter for one in of_stage}]
        waits = missing[0] if missing else None
        found.append(StageBasis(stage, of_stage, waits, settling.settles_at(stage, waits) if waits else None))
    return found


def latest_settled() -> date | None:
    """The last quarter of which the answers after the course are settled."""
    return db.session.scalar(select(func.max(SettledQuarter.quarter)).where(SettledQuarter.stage == Stage.POST_COURSE))


def publication_lines(publication: rules.Publication) -> list[PublicationLine]:
    """The year, its strands, their courses, and below a course the reader's own part of it.

    Who has a part of their own reads of those courses alone, each beside what everybody said of it.
    """
    own = {path[:2] for path in publication.paths if len(path) > 2}
    paths = {path for path in publication.paths if path[:2] in own} if own else publication.paths
    names = _names(paths)
    above = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    began = _sessions(_ids({path[-1] for path in above}, "session"))
    places: dict[Key, str] = {("session", number): f"{at:%Y%m%d%H%M}" for number, at in began.items()}
    in_order = sorted(above, key=lambda path: [places.get(key) or names[key].casefold() for key in path])
    return [
        *([PublicationLine(rules.MINE, "Yours together, less what is withheld", 0)] if own else []),
        PublicationLine(rules.YEAR, "Everybody", 0),
        *(PublicationLine(path[-1], names[path[-1]], len(path)) for path in in_order),
    ]


def _names(paths: Iterable[tuple[Key, ...]]) -> dict[Key, str]:
    keys = {key for path in paths for key in path}
    names: dict[Key, str] = {key: _of_strand(str(key[1])) for key in keys if key[0] == "strand"}
    for kind, name in (("course", Course.title), ("week", LearningWeek.name)):
        model = name.class_
        wanted = select(model.id, name).where(model.id.in_(_ids(keys, kind)))
        names |= {(kind, number): called for number, called in db.session.execute(wanted)}
    for number, at in _sessions(_ids(keys, "session")).items():
        names["session", number] = short_date(at)
    return names | {key: "Your people" for key in keys if key[0] == "agency"}


def _of_strand(strand: str) -> str:
    if strand == IN_A_WEEK:
        return "Learning Weeks"
    return f"{strand.capitalize()}, in no total" if strand in APART else strand.capitalize()


def _sessions(session_ids: Iterable[Any]) -> dict[int, datetime]:
    wanted = select(TrainingSession.id, TrainingSession.starts_at).where(TrainingSession.id.in_(session_ids))
    return dict(db.session.execute(wanted).all())


def _ids(keys: Iterable[Key], kind: str) -> set[Any]:
    return {key[1] for key in keys if key[0] == kind}


def quarter_in_words(quarter: date) -> str:
    """April to June 2026."""
    last = quarter_after(quarter) - timedelta(days=1)
    return f"{quarter:%B} to {last:%B %Y}"
