"""Reads of the terms."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Agency
from app.core.database import db, read_once
from app.programme.models_sessions import TrainingSession
from app.programme.periods import next_year, programme_year, year_dates
from app.terms.closed_days.queries import closed_days
from app.terms.models import FEES, Policy
from app.terms.policies import rules_costs

CARRIED_OVER = (
    *FEES,
    "attendance_notice_working_days",
    "exempt_strands",
    "exempts_learning_week",
    "grace_working_days",
    "tells_managers_of",
    "words",
)


@read_once(Policy)
def policy_in_force(*, on: date) -> Policy | None:
    """The latest version that has come into force by a date."""
    wanted = select(Policy).where(Policy.in_force_from <= on).order_by(Policy.in_force_from.desc())
    return db.session.scalar(wanted.limit(1))


def policies() -> list[Policy]:
    """Every version, latest first."""
    return list(db.session.scalars(select(Policy).order_by(Policy.in_force_from.desc())))


def policy(policy_id: int) -> Policy | None:
    return db.session.get(Policy, policy_id)


def costs_today(session: TrainingSession, agency: Agency | None, *, on: date) -> rules_costs.Costs:
    """What a place may cost whoever books on a date, by the terms in force then."""
    return rules_costs.costs_before_booking(policy_in_force(on=on), session, agency, closed_days())


def proposed_start(*, on: date) -> dict[str, Any]:
    """The name and first day that a new version is proposed with: at once where there are no terms, else next year."""
    starts = year_dates(next_year(programme_year(on)))[0] if policy_in_force(on=on) else on
    return {"name": f"Terms {programme_year(starts)}", "in_force_from": starts}


def carried_over(*, on: date) -> dict[str, Any]:
    """What a new version takes over from the one in force unless told otherwise: columns that are no part of a rule's
    name. Empty before the first."""
    policy = policy_in_force(on=on)
    return {column: getattr(policy, column) for column in CARRIED_OVER} if policy else {}
