"""Holding mail back and starting it again."""

from datetime import datetime

from sqlalchemy import Insert, exists, insert, literal, select, update

from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import Base, advisory_lock, command, db
from app.notifications import queries
from app.notifications.models import Message, MessageState
from app.notifications.models_pausing import MailPause, PauseReason
from app.notifications.pausing.refusals import MailIsNotHeld


@command
def hold_mail(*, reason: PauseReason, at: datetime, by: Base | None = None) -> MailPause:
    """Nothing leaves from now on, until somebody starts mail. Where it is held already, that pause stays as it is."""
    advisory_lock("mail pause")
    standing = queries.current_pause()
    if standing:
        return standing
    pause = MailPause(reason=reason, held_since=at)
    db.session.add(pause)
    audit.write(Verb.HELD_MAIL_BACK, pause, by=by, at=at, why=reason.value)
    return pause


@command
def start_mail(*, by: Base, at: datetime, leave_out: bool = False) -> int:
    """Mail goes out again. Raises MailIsNotHeld.

    `leave_out` withdraws what had been due before it was held back: it doesn't leave. Returns how many letters that is.
    """
    advisory_lock("mail pause")
    pause = queries.current_pause()
    if pause is None:
        raise MailIsNotHeld
    left_out = _withdraw_what_was_due(pause, at=at) if leave_out else 0
    pause.end(by=by, at=at)
    audit.write(Verb.STARTED_MAIL, pause, by=by, at=at, left_out=left_out or None)
    return left_out


def _withdraw_what_was_due(pause: MailPause, *, at: datetime) -> int:
    overtaken = update(Message).where(Message.is_due(at), Message.due_at < pause.held_since)
    values = {"state": MessageState.WITHDRAWN, "lease_owner": None, "lease_until": None}
    withdrawn = overtaken.values(values).returning(Message.id).execution_options(synchronize_session=False)
    return len(db.session.scalars(withdrawn).all())


def holding_mail(*, reason: PauseReason, at: datetime) -> Insert:
    """The bare statement that holds mail back, for a database that isn't in use yet: a copy about to be restored.

    It changes nothing where mail is held already.
    """
    columns = {MailPause.held_since: at, MailPause.reason: reason, MailPause.stands: True}
    values = select(*(literal(value, column.type) for column, value in columns.items()))
    stands_already = exists().where(MailPause.stands)
    return insert(MailPause).from_select([column.key for column in columns], values.where(~stands_already))
