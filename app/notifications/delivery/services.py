"""Delivery over SMTP: claim, renew the lease, send, mark.

Several processes may deliver at once: each claims its own rows. A crash between the server's
"accepted" and our mark can repeat that one message; its Message-ID stays the same, so that
a mail program can tell. Nothing is lost.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, select, update

from app.core.database import command, db
from app.notifications.delivery import queries
from app.notifications.delivery.rules import BATCH
from app.notifications.models import LEASE, Message, MessageState, Priority
from app.notifications.models_pausing import MailPause


@command
def mark_missed(*, at: datetime) -> None:
    """Messages whose time passed while they waited, or while a dead process held them, aren't sent late."""
    for which in (queries.stale_waiting(at), queries.stale_left_behind(at)):
        db.session.execute(update(Message).where(which).values(state=MessageState.MISSED))


@command
def claim(*, up_to: Priority = Priority.JOB, how_many: int = BATCH, owner: str, at: datetime) -> list[int]:
    """Take up to so many due messages for this process, the most urgent first, then those due the longest.

    Those waiting, and those whose lease ran out: what a process that died had in hand goes on before all else.
    """
    taken: list[int] = []
    for which in (queries.left_behind(at), queries.waiting(up_to, at)):
        if len(taken) < how_many:
            taken += _take(which, how_many - len(taken), owner=owner, at=at)
    return taken


def _take(which: ColumnElement[bool], how_many: int, *, owner: str, at: datetime) -> list[int]:
    """In the order in which they are to be sent."""
    in_order = (Message.priority, Message.next_attempt_at, Message.id)
    some = select(Message.id).where(which).order_by(*in_order).limit(how_many).with_for_update(skip_locked=True)
    # A CTE, because PostgreSQL may run a subquery several times over and then take more than a batch.
    chosen = some.cte("chosen")
    taken = db.session.execute(
        update(Message)
        .where(Message.id.in_(select(chosen.c.id)))
        .values(state=MessageState.SENDING, lease_owner=owner, lease_until=at + LEASE)
        .returning(*in_order)
        .execution_options(synchronize_session=False)
    )
    return [row.id for row in sorted(taken)]


@command
def let_go(message_ids: list[int], *, owner: str, at: datetime) -> None:
    """What this process claimed and doesn't send now waits until then, its tries not counted."""
    for message in _still_held(message_ids, owner):
        message.wait_until(at)


# The two statements that each mail costs are put together once: that takes longer than to run them.
_ours = (
    select(Message.id)
    .where(
        Message.id == bindparam("message_id"),
        Message.lease_owner == bindparam("owner"),
        Message.state == MessageState.SENDING,
        ~exists().where(MailPause.stands),
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
def renew_lease(message_id: int, *, owner: str, at: datetime, sent: Iterable[int] = ()) -> bool:
    """Whether the message is still ours to send, just before sending it, and nobody holds mail back.

    Marks what was sent before, too.
    A row that somebody is changing is left alone and not waited for: they may be waiting for the one just marked.
    """
    connection = db.session.connection()
    for before in sent:
        connection.execute(_mark_sent, {"message_id": before, "at": at})
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
