"""Settled figures, read as they were kept."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from app.core.database import db
from app.evaluation.settling.models import FigurePart, SettledFigure, SettledQuarter
from app.evaluation.settling.rules_groups import SettledGroup
from app.evaluation.settling.rules_subjects import FigureSubject
from app.evaluation.stages import Stage


@dataclass(frozen=True)
class Settled:
    """A stage of a quarter, and when it was settled."""

    quarter: date
    stage: Stage
    at: datetime


def settled_quarters(quarters: Collection[date]) -> list[Settled]:
    """Of these quarters, in their order."""
    wanted = select(SettledQuarter).where(SettledQuarter.quarter.in_(quarters)).order_by(SettledQuarter.quarter)
    return [Settled(each.quarter, each.stage, each.settled_at) for each in db.session.scalars(wanted)]


def settled_groups(
    stages: Iterable[Stage],
    quarters: Sequence[date],
    *,
    of_sessions: Collection[int] | None = None,
    of_agencies: Collection[int | None] | None = None,
) -> list[SettledGroup]:
    """What is kept of these stages of these quarters. One query.

    Of the parts of courses, all, or those of these sessions and agencies alone.
    """
    wanted = (
        select(SettledFigure, SettledQuarter.stage, SettledQuarter.quarter)
        .join(SettledQuarter, SettledQuarter.id == SettledFigure.settled_quarter_id)
        .where(SettledQuarter.quarter.in_(quarters), SettledQuarter.stage.in_(list(stages)))
        .order_by(SettledQuarter.quarter, SettledFigure.id)
    )
    if of_sessions is not None or of_agencies is not None:
        wanted = wanted.where(
            or_(
                SettledFigure.part.not_in([FigurePart.SESSION, FigurePart.AGENCY]),
                SettledFigure.session_id.in_(of_sessions or ()),
                SettledFigure.agency_id.in_(of_agencies or ()),
            )
        )
    return [_group(*row) for row in db.session.execute(wanted)]


def _group(row: SettledFigure, stage: Stage, quarter: date) -> SettledGroup:
    return SettledGroup(
        FigureSubject(row.kind, stage, row.name, row.said, row.lowest, row.highest),
        row.part,
        strand=row.strand,
        course_id=row.course_id,
        week_id=row.week_id,
        session_id=row.session_id,
        agency_id=row.agency_id,
        is_shown=row.is_shown,
        n=row.n,
        asked=row.asked,
        people=row.people,
        low=row.low,
        high=row.high,
        sessions=tuple((number, n, total, squares) for number, n, total, squares in row.sessions),
        quarter=quarter,
    )
