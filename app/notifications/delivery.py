"""Delivery over SMTP: claim, renew the lease, send, mark.

Several processes may deliver at once: each claims its own rows. A crash between the server's
"accepted" and our mark can repeat that one message; its Message-ID stays the same, so that
a mail program can tell. Nothing is lost.
"""

import ipaddress
import os
import smtplib
import socket
import ssl
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from flask import current_app
from flask_mail import Connection
from sqlalchemy import and_, bindparam, or_, select, update

from app.core import clock
from app.core.database import command, db
from app.notifications.emails import MAIL_IS_MADE_OF, as_mail, sender
from app.notifications.models import LEASE, WAITING, Message, MessageState

BATCH = 50
SOCKET_TIMEOUT = 10  # seconds a step; all the steps of one mail stay below the lease


@dataclass
class Delivered:
    """What one run did, for the job's log line."""

    sent: int = 0
    refused: int = 0


def deliver() -> Delivered:
    """Send all that is due, over one connection. Does nothing while no mail server is set."""
    done = Delivered()
    mark_missed(at=clock.now())
    if not current_app.config["MAIL_SERVER"]:
        return done
    owner = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with VerifiedConnection(current_app.extensions["mail"]) as connection:
        while batch := claim(owner=owner, at=clock.now()):
            if not _send_batch(connection, batch, owner, done):
                break  # the server is away: asked once a run, so that the other jobs get their turn
    return done


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


def _send_batch(connection: "VerifiedConnection", batch: list[int], owner: str, done: Delivered) -> bool:
    """False if the server is away, and then what is left waits for it."""
    left, sent = _copies(batch), None
    while left:
        message = left[0]
        try:
            connection.open()  # before the lease is renewed, because it can take long
            is_ours = renew_lease(message.id, owner=owner, at=clock.now(), sent=sent)
            sent = message.id if is_ours and _send_one(connection, message, owner, done) else None
        except (OSError, smtplib.SMTPException) as error:
            sent = None  # marked before this one was begun
            if connection.reached_its_limit(error):
                connection.hang_up()
                continue
            left_ids = [message.id for message in left]
            done.refused += note_server_away(left_ids, _words(error), owner=owner, at=clock.now())
            return False
        left.pop(0)
    if sent is not None:
        note_sent(sent, at=clock.now())
    return True


def _copies(batch: list[int]) -> list[Message]:
    """The messages as mail is made of them, which never changes; a record would be read anew after each commit."""
    rows = db.session.execute(select(*MAIL_IS_MADE_OF).where(Message.id.in_(batch)).order_by(Message.id))
    return [Message(**row._mapping) for row in rows]


def _send_one(connection: "VerifiedConnection", message: Message, owner: str, done: Delivered) -> bool:
    """Whether the server has it now; if not, its words are kept. Raises what ended the connection."""
    try:
        connection.carry(as_mail(message, at=clock.now()), to=message.to_email)
    except (smtplib.SMTPException, ValueError) as error:
        if connection.reached_its_limit(error):
            raise  # so this one is tried once more, on the next connection
        # It may be this very message that makes the server hang up: its tries are counted, the others wait.
        for_good = _is_for_good(error)
        done.refused += note_refused(message.id, _words(error), owner=owner, at=clock.now(), for_good=for_good)
        if _ends_the_connection(error):
            raise
        connection.start_afresh()
        return False
    done.sent += 1
    return True


def _is_for_good(error: Exception) -> bool:
    """A 5xx about this message or its reader, or a letter that can't be written: trying again would not help."""
    return isinstance(error, ValueError) or 500 <= _code(error) < 600


def _ends_the_connection(error: Exception) -> bool:
    """The server hung up, or said 421: "I am closing the connection"."""
    return isinstance(error, smtplib.SMTPServerDisconnected) or _code(error) == 421


def _code(error: Exception) -> int:
    """The server's answer; each mail has one reader, so there is one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _words(error: Exception) -> str:
    """The server's own words, for the outbox page."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"{code} {_decoded(words)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


class VerifiedConnection(Connection):
    """Flask-Mail's connection with a time limit and with the server's certificate checked. Nobody is called before
    there is something to send."""

    def __enter__(self) -> Self:
        return self

    def open(self) -> smtplib.SMTP:
        """Call the server, unless the connection stands."""
        if self.host is None:
            self.num_emails = 0
            self.host = self.configure_host()
        return self.host

    def configure_host(self) -> smtplib.SMTP:
        if current_app.testing and not _is_loopback(str(self.mail.server)):
            raise OSError(f"a test may not send mail to {self.mail.server}")
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=SOCKET_TIMEOUT)
        if self.mail.use_tls:
            host.starttls(context=ssl.create_default_context())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host

    def carry(self, mail: bytes, *, to: str) -> None:
        """Returns when the server has it."""
        self.open().sendmail(sender(), [to], mail)
        self.num_emails += 1

    def start_afresh(self) -> None:
        """After a mail that was refused half-way."""
        self.open().rset()

    def reached_its_limit(self, error: Exception) -> bool:
        """Whether the server ended this connection after it had carried something: some do after so many mails, and
        the next connection takes up where this one ended. Silence is another matter: it costs ten seconds each time."""
        is_silent = isinstance(error.__context__, TimeoutError)
        return self.num_emails > 0 and _ends_the_connection(error) and not is_silent

    def hang_up(self) -> None:
        """Say goodbye; a server that has gone already is no error."""
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self.host.close()
            self.host = None

    def __exit__(self, *ended: object) -> None:
        self.hang_up()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
