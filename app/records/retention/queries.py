"""What is due to be forgotten."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from app.accounts.models import User
from app.booking.models import Booking
from app.charging.models import Charge
from app.core.database import db
from app.core.roles import Role
from app.notifications.models_subscriptions import Subscription
from app.personal.rules import Forgotten
from app.programme.models_sessions import TrainingSession
from app.records.erasing.queries import WAIT
from app.records.holdings.rules import FORGOTTEN
from app.records.retention.models import RetentionRun
from app.settings.rules_retention import RetentionPeriods
from app.web.paging import Page, page_of

PEOPLE = "people_years"
PER_PAGE = 20

READ_AT_ONCE = 50_000
"""Numbers of rows: what a first night after ten years holds in memory."""


def due_counts(periods: RetentionPeriods, *, at: datetime) -> dict[str, dict[str, int]]:
    """How many rows are due at an instant, by kind and by what they are; what there is none of isn't named."""
    counts: dict[str, dict[str, int]] = {}
    for each in FORGOTTEN:
        wanted = select(func.count()).select_from(each.table).where(is_due(each, periods, at))
        if how_many := db.session.scalar(wanted):
            of_kind = counts.setdefault(each.kind, {})
            of_kind[each.what] = of_kind.get(each.what, 0) + how_many
    unheard_of = select(func.count()).select_from(User).where(*_unheard_of(periods.before(PEOPLE, at)))
    if how_many := db.session.scalar(unheard_of):
        counts[PEOPLE] = {"people": how_many}
    return counts


def due(each: Forgotten, periods: RetentionPeriods, *, at: datetime, after: int = 0) -> list[int]:
    """The numbers of the first rows of one kind that are due, of those numbered after one; some thousands at most."""
    number = each.table.c.id
    wanted = select(number).where(number > after, is_due(each, periods, at)).order_by(number)
    return list(db.session.scalars(wanted.limit(READ_AT_ONCE)))


def is_due(each: Forgotten, periods: RetentionPeriods, at: datetime) -> ColumnElement[bool]:
    return and_(each.due(periods.before(each.kind, at)), each.is_left())


def people_unheard_of(periods: RetentionPeriods, *, at: datetime, at_most: int) -> list[User]:
    """Practitioners nobody has heard of for the period: no booking, sign-in or subscription, and nothing open."""
    wanted = select(User).where(*_unheard_of(periods.before(PEOPLE, at))).order_by(User.id).limit(at_most)
    return list(db.session.scalars(wanted))


def _unheard_of(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """SQL over User."""
    theirs = Booking.practitioner_id == User.id
    booked_since = (
        exists()
        .where(theirs, Booking.session_id == TrainingSession.id)
        .where(or_(TrainingSession.ends_at >= before, Booking.created_at >= before))
    )
    subscribes = exists().where(Subscription.email == User.email, Subscription.stands)
    is_charged = exists().where(theirs, Charge.booking_id == Booking.id, Charge.state.in_(WAIT))
    return (
        and_(User.stands),
        User.role == Role.PRACTITIONER,
        User.created_at < before,
        or_(User.address_proved_at.is_(None), User.address_proved_at < before),
        or_(User.signed_in_at.is_(None), User.signed_in_at < before),
        ~booked_since,
        ~subscribes,
        ~is_charged,
    )


def page_of_runs(*, page: int) -> Page[RetentionRun]:
    """Nights on which something was forgotten, the latest first."""
    return page_of(select(RetentionRun).order_by(RetentionRun.id.desc()), page=page, per_page=PER_PAGE)
