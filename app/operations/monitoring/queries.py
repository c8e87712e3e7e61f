"""What the house's own work looks like, in few statements that cost what is due and no more."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, text

from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.engines.postgresql import WAITS_AT_MOST
from app.notifications import queries as notifications
from app.notifications.bounces import queries as bounces
from app.notifications.bounces.rules import mailbox_name
from app.notifications.queries import current_pause
from app.operations.backups import queries as backups
from app.operations.heartbeats import queries as heartbeats
from app.operations.monitoring.rules import MAIL_IS_LATE_AFTER, Watched, WorkFigures

LATELY = timedelta(days=30)

LATEST_BOOKINGS = 5000
"""More than a day brings; older ones aren't looked at."""


def watched(settings: Mapping[str, Any], *, at: datetime) -> Watched:
    """Five statements; one more each where a mailbox is read, and where only so many messages may leave a minute.

    The settings say whether mail is sent. Of several machines one makes the backups: where another has made any
    lately, this one misses them too.
    """
    pause, nights, name = current_pause(), backups.nights(), mailbox_name(settings)
    mailbox = bounces.mailbox(name) if name else None
    return Watched(
        at=at,
        heartbeats=tuple(heartbeats.heartbeats()),
        oldest_due=notifications.oldest_due(at),
        sends_mail=bool(settings["MAIL_SERVER"]),
        mail_may_wait=_mail_may_wait(settings, at),
        mail_held_since=pause.held_since if pause else None,
        backups_are_set_up=bool(settings["BACKUP_TO"]) or nights.were_tried_since(at - LATELY),
        last_backup_at=nights.last_good.finished_at if nights.last_good else None,
        backup_failed_at=nights.failed.started_at if nights.failed else None,
        mailbox_error=mailbox.last_error if mailbox else "",
        mailbox_read_at=mailbox.read_at if mailbox else None,
    )


def _mail_may_wait(settings: Mapping[str, Any], at: datetime) -> timedelta:
    """Where only so many may leave a minute, a long queue takes its time though nothing stands still."""
    limits = [settings["MAIL_PER_MINUTE"], settings["MAIL_PER_MINUTE_TO_A_DOMAIN"]]
    slowest = min(filter(None, limits), default=0)
    due = sum(notifications.due_counts(at).values()) if slowest else 0
    return MAIL_IS_LATE_AFTER + timedelta(minutes=due / slowest if slowest else 0)


def figures(*, at: datetime) -> WorkFigures:
    """Three statements."""
    midnight = clock.from_london(clock.to_london(at).date(), time())
    latest = select(Booking.created_at).order_by(Booking.id.desc()).limit(LATEST_BOOKINGS).subquery()
    today = select(func.count()).select_from(latest).where(latest.c.created_at >= midnight)
    return WorkFigures(
        due={state.value: how_many for state, how_many in notifications.due_counts(at).items()},
        failed_today=notifications.failed_since(midnight),
        bookings_today=db.session.scalar(today) or 0,
    )


def waits_without_end() -> dict[str, list[str]]:
    """By the database's role, the waits that nothing bounds in our own connections; SQLite's are always bounded."""
    if db.engine.dialect.name != "postgresql":
        return {}
    settings = ", ".join(f"current_setting('{name}')" for name in WAITS_AT_MOST)
    role, *values = db.session.execute(text(f"SELECT quote_ident(session_user), {settings}")).one()  # noqa: S608 (names of ours)
    return {role: [name for name, value in zip(WAITS_AT_MOST, values, strict=True) if value == "0"]}
