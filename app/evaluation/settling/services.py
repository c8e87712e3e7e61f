"""Settling the figures that others than the office see: once, a stage of a quarter at a time."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, delete, insert, select

from app.core.database import advisory_lock, command, db
from app.evaluation.settling import queries, rules
from app.evaluation.settling.models import SettledFigure, SettledQuarter
from app.evaluation.settling.rules import SettledGroup
from app.evaluation.stages import Stage

SETTLING_TURN = "settling"


def settle(*, at: datetime) -> int:
    """Settle what is due, and return how many stages of quarters that was.

    All is read and worked out before anything is locked.
    """
    done = 0
    for quarter, stage in queries.due(at):
        groups = queries.to_settle(quarter, stage)
        done += keep_settled(quarter, stage, groups, at=at)
    return done


@command
def keep_settled(quarter: date, stage: Stage, groups: Sequence[SettledGroup], *, at: datetime) -> bool:
    """Keep what was worked out, for good; False where another process has kept it meanwhile.

    What waited from earlier quarters of the year is among the groups again.
    """
    advisory_lock(SETTLING_TURN)
    of_year = rules.quarters_of_year(quarter)
    kept = {each.quarter: each.id for each in db.session.scalars(_of_stage(stage, of_year))}
    if quarter in kept:
        return False
    settled = SettledQuarter(quarter=quarter, stage=stage, settled_at=at)
    db.session.add(settled)
    db.session.flush()
    waited = SettledFigure.settled_quarter_id.in_(kept.values()) & SettledFigure.is_shown.is_(False)
    db.session.execute(delete(SettledFigure).where(waited))
    if groups:
        db.session.execute(insert(SettledFigure), [_row(each, settled.id) for each in groups])
    return True


def _of_stage(stage: Stage, quarters: Sequence[date]) -> Select[SettledQuarter]:
    return select(SettledQuarter).where(SettledQuarter.stage == stage, SettledQuarter.quarter.in_(quarters))


def _row(group: SettledGroup, settled_quarter_id: int) -> dict[str, object]:
    subject = group.subject
    of_subject = {name: getattr(subject, name) for name in ("kind", "name", "said", "lowest", "highest")}
    of_group = {
        name: getattr(group, name)
        for name in (
            *("part", "strand", "course_id", "week_id", "session_id", "agency_id"),
            *("is_shown", "n", "asked", "people", "low", "high"),
        )
    }
    sessions = [list(each) for each in group.sessions]
    return {"settled_quarter_id": settled_quarter_id, "sessions": sessions, **of_subject, **of_group}
