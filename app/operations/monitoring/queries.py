"""What the house's own work looks like, in few statements that cost what is due and no more."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select

from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.notifications import queries as notifications
from app.notifications.pausing.queries import current_pause
from app.operations.backups.queries import last_good_backup
from app.operations.heartbeats import queries as heartbeats
from app.operations.monitoring.rules import Watched, WorkFigures

LATEST_BOOKINGS = 5000
"""More than a day brings; older ones aren't looked at."""


def watched(settings: Mapping[str, Any], *, at: datetime) -> Watched:
    """Four statements. The settings say whether mail is sent and backups are made at all."""
    pause, backup = current_pause(), last_good_backup()
    return Watched(
        at=at,
        heartbeats=tuple(heartbeats.heartbeats()),
        oldest_due=notifications.oldest_due(at),
        sends_mail=bool(settings["MAIL_SERVER"]),
        mail_held_since=pause.held_since if pause else None,
        backups_are_set_up=bool(settings["BACKUP_TO"]),
        last_backup_at=backup.finished_at if backup else None,
    )


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
