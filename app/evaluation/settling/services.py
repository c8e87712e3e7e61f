"""Settling the figures that others than the office see: once, a stage of a quarter at a time."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import insert, select

from app.core.database import advisory_lock, command, db
from app.evaluation.settling import queries
from app.evaluation.settling.models import SettledFigure, SettledQuarter
from app.evaluation.settling.rules_groups import SettledGroup
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
    """Keep what was worked out, for good; False where another process has kept it meanwhile."""
    advisory_lock(SETTLING_TURN)
    if db.session.scalar(select(SettledQuarter.id).filter_by(quarter=quarter, stage=stage)):
        return False
    settled = SettledQuarter(quarter=quarter, stage=stage, settled_at=at)
    db.session.add(settled)
    db.session.flush()
    if groups:
        db.session.execute(insert(SettledFigure), [_row(each, settled.id) for each in groups])
    return True


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
