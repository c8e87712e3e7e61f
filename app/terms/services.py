"""Commands on the terms."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from app import audit
from app.accounts.models import User
from app.database import command, db
from app.errors import Refusal
from app.terms.models import NoticeUnit, Policy


class DateTaken(Refusal):
    field = "in_force_from"
    message = "There is already a version in force from that date."


class InThePast(Refusal):
    field = "in_force_from"
    message = "A new version can’t come into force in the past: what people accepted stays as it was."


@dataclass(frozen=True)
class PolicyDetails:
    """Money in pence."""

    name: str
    in_force_from: date
    notice: int
    notice_unit: NoticeUnit
    half_day_pence: int
    day_pence: int
    exempt_strands: list[str]
    exempts_learning_week: bool
    tells_managers_of: list[str] = field(default_factory=list)
    words: str = ""


@command
def add_policy(details: PolicyDetails, *, by: User, today: date, at: datetime) -> Policy:
    """A new version; earlier ones stay with the bookings that accepted them. Raises DateTaken or InThePast."""
    if details.in_force_from < today:
        raise InThePast
    if db.session.scalar(select(Policy.id).where(Policy.in_force_from == details.in_force_from)):
        raise DateTaken
    policy = Policy(**vars(details), created_at=at)
    db.session.add(policy)
    audit.write("added a policy version", policy, by=by, at=at)
    return policy
