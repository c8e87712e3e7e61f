"""Delivery over SMTP: claim, renew the lease, send, mark.

Several processes may deliver at once: each claims its own rows. A crash between the server's
"accepted" and our mark can repeat that one message; its Message-ID stays the same, so that
a mail program can tell. Nothing is lost.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select, update

from app.core.database import command, db
from app.notifications.models import LEASE, WAITING, Message, MessageState

BATCH = 50


@command
def mark_missed(*, at: datetime) -> None:
    """Messages whose time passed while they waited, or while a dead process held them, aren't sent late."""
    left_behind = and_(Message.state == MessageState.SENDING, Message.lease_until <= at)
    db.session.execute(
        update(Message)
        .where(or_(Message.state.in_(WAITING), left_behind), Message.is_stale(at))
        .values(state=MessageState.MISSED)
    )


@command
def claim(*, owner: str, at: datetime) -> list[int]:
    """Take up to a batch of due messages for this process: those waiting, or whose lease ran out."""
    due = or_(
        and_(Message.state.in_(WAITING), Message.next_attempt_at <= at),
        and_(Message.state == MessageState.SENDING, Message.lease_until <= at),
    )
    # A CTE, because PostgreSQL may run a subquery several times over and then take more than a batch.
    some = select(Message.id).where(due).order_by(Message.id).limit(BATCH).with_for_update(skip_locked=True)
    chosen = some.cte("chosen")
    taken = db.session.scalars(
        update(Message)
        .where(Message.id.in_(select(chosen.c.id)))
        .values(state=MessageState.SENDING, lease_owner=owner, lease_until=at + LEASE)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(taken)


# The two statements that each mail costs are put together once: that takes longer than to run them.
_ours = (
    select(Message.id)
    .where(
        Message.id == bindparam("message_id"),
        Message.lease_owner == bindparam("owner"),
        Message.state == MessageState.SENDING,
    )
    .with_for_update(skip_locked=True)
)

_renew = update(Message).where(Message.id == _ours.scalar_subquery()).values(lease_until=bindparam("until"))

_mark_sent = (
    update(Message)
    .where(Message.id == bindparam("message_id"))
    .values(state=MessageState.SENT, sent_at=bindparam("at"), last_error="", lease_owner=None, lease_until=None)
)


@command
def renew_lease(message_id: int, *, owner: str, at: datetime, sent: int | None = None) -> bool:
    """Whether the message is still ours to send, just before sending it. Marks the one sent before, too.

    A row that somebody is changing is left alone and not waited for: they may be waiting for the one just marked.
    """
    connection = db.session.connection()
    if sent is not None:
        connection.execute(_mark_sent, {"message_id": sent, "at": at})
    renewed = connection.execute(_renew, {"message_id": message_id, "owner": owner, "until": at + LEASE})
    return renewed.rowcount == 1


@command
def note_sent(message_id: int, *, at: datetime) -> None:
    db.session.connection().execute(_mark_sent, {"message_id": message_id, "at": at})


@command
def note_refused(message_id: int, words: str, *, owner: str, at: datetime, for_good: bool) -> int:
    """Keep the server's words with the message if it is still ours. Returns how many that is."""
    ours = _still_held([message_id], owner)
    for message in ours:
        message.mark_refused(words, at=at, for_good=for_good)
    return len(ours)


@command
def note_server_away(message_ids: list[int], words: str, *, owner: str, at: datetime) -> int:
    """What is left of a batch waits for the server, with its words. Returns how many that are."""
    ours = _still_held(message_ids, owner)
    for message in ours:
        message.mark_waiting_for_the_server(words, at=at)
    return len(ours)


def _still_held(message_ids: list[int], owner: str) -> Sequence[Message]:
    """Those that nobody withdrew or took over meanwhile."""
    held = select(Message).where(
        Message.id.in_(message_ids), Message.lease_owner == owner, Message.state == MessageState.SENDING
    )
    return db.session.scalars(held).all()
