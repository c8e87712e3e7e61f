"""Versions of the terms: added from a date on, never changed."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.terms.models import NoticeUnit, Policy, Tariff
from app.terms.policies import refusals


@dataclass(frozen=True)
class PolicyDetails:
    """The columns of Policy. Money in pence, shares in percent."""

    name: str
    in_force_from: date
    notice: int
    notice_unit: NoticeUnit
    half_day_pence: int
    day_pence: int
    exempt_strands: list[str]
    exempts_learning_week: bool
    boundary: time | None = None
    full_notice: int | None = None
    partial_percent: int = 100
    attendance_notice_working_days: int = 2
    tariff: Tariff = Tariff.BY_LENGTH
    half_day_up_to_minutes: int = 240
    no_show_percent: int = 100
    late_cancellation_percent: int = 100
    late_refused_percent: int = 0
    left_early_percent: int = 0
    non_contributing_fee_pence: int = 0
    private_fee_pence: int = 0
    out_of_area_fee_pence: int = 0
    grace_working_days: int = 5
    tells_managers_of: list[str] = field(default_factory=list)
    words: str = ""


@command
def add_policy(details: PolicyDetails, *, by: User, today: date, at: datetime) -> Policy:
    """A new version; earlier ones stay with the bookings that accepted them. Raises DateTaken or InThePast."""
    advisory_lock("policies")
    if details.in_force_from < today:
        raise refusals.InThePast
    if db.session.scalar(select(Policy.id).where(Policy.in_force_from == details.in_force_from)):
        raise refusals.DateTaken
    policy = Policy(**vars(details), created_at=at)
    db.session.add(policy)
    audit.write(Verb.ADDED_POLICY_VERSION, policy, by=by, at=at)
    return policy


@command
def remove_policy(policy: Policy, *, by: User, today: date, at: datetime) -> None:
    """A version goes until the end of its first day, where a slip is noticed. Raises AlreadyInForce or StillAccepted.

    Whether a booking holds it is the database's to say: its foreign key knows every table, this room knows none above.
    """
    if not policy.may_still_go(today):
        raise refusals.AlreadyInForce
    audit.write(Verb.REMOVED_POLICY_VERSION, policy, by=by, at=at, name=policy.name)
    db.session.delete(policy)
    try:
        db.session.flush()
    except IntegrityError:
        raise refusals.StillAccepted from None
