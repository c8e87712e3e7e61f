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
from dataclasses import dataclass
from datetime import datetime
from email.mime.base import MIMEBase
from email.policy import EmailPolicy
from email.utils import formataddr, parseaddr

from flask import current_app
from flask_mail import BadHeaderError, Connection
from flask_mail import Message as Mail
from sqlalchemy import and_, or_, select, update

from app import clock
from app.database import command, db
from app.links import Secret
from app.notifications.models import LEASE, WAITING, Message, MessageState

BATCH = 50
SOCKET_TIMEOUT = 10  # seconds a step; all the steps of one mail stay below the lease


@dataclass
class Delivered:
    """What one run did, for the job's log line."""

    sent: int = 0
    refused: int = 0


def deliver() -> Delivered:
    """Send all that is due. Does nothing while no mail server is set."""
    result = Delivered()
    mark_missed(at=clock.now())
    if not current_app.config["MAIL_SERVER"]:
        return result
    owner = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    while batch := claim(owner=owner, at=clock.now()):
        if not _send_batch(batch, owner, result):
            break  # the server is away: asked once a run, so that the other jobs get their turn
    return result


@command
def mark_missed(*, at: datetime) -> None:
    """Messages whose time passed while they waited, or while a dead process held them, aren't sent late."""
    left_behind = and_(Message.state == MessageState.SENDING, Message.lease_until <= at)
    db.session.execute(
        update(Message)
        .where(or_(Message.state.in_(WAITING), left_behind), Message.stale_at <= at)
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


@command
def renew_lease(message_id: int, *, owner: str, at: datetime) -> bool:
    """Whether the message is still ours to send, just before sending it."""
    renewed = db.session.scalar(
        update(Message)
        .where(Message.id == message_id, Message.lease_owner == owner, Message.state == MessageState.SENDING)
        .values(lease_until=at + LEASE)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    )
    return renewed is not None


@command
def note_sent(message_id: int, *, at: datetime) -> None:
    message = db.session.get_one(Message, message_id)
    message.mark_sent(at)


@command
def note_refused(message_ids: list[int], words: str, *, owner: str, at: datetime, for_good: bool) -> None:
    """Keep the server's words with each message that is still ours."""
    ours = select(Message).where(
        Message.id.in_(message_ids), Message.lease_owner == owner, Message.state == MessageState.SENDING
    )
    for message in db.session.scalars(ours):
        message.mark_refused(words, at=at, for_good=for_good)


@command
def note_server_away(message_ids: list[int], words: str, *, owner: str, at: datetime) -> None:
    """What is left of a batch waits for the server, with its words."""
    ours = select(Message).where(
        Message.id.in_(message_ids), Message.lease_owner == owner, Message.state == MessageState.SENDING
    )
    for message in db.session.scalars(ours):
        message.mark_waiting_for_the_server(words, at=at)


class _ServerAway(Exception):
    """The connection is no longer of use; the words say why."""


def _send_batch(batch: list[int], owner: str, result: Delivered) -> bool:
    """One connection for the batch; False if it broke, and then what is left waits."""
    left = list(batch)
    try:
        with VerifiedConnection(current_app.extensions["mail"]) as connection:
            while left:
                if renew_lease(left[0], owner=owner, at=clock.now()):
                    _send_one(connection, left[0], owner, result)
                left.pop(0)
    except (OSError, smtplib.SMTPException, _ServerAway) as error:
        words = str(error) if isinstance(error, _ServerAway) else _words(error)
        result.refused += len(left)
        note_server_away(left, words, owner=owner, at=clock.now())
        return False
    return True


def _send_one(connection: "VerifiedConnection", message_id: int, owner: str, result: Delivered) -> None:
    """Send and mark one message. Raises _ServerAway when nothing more can be sent on this connection."""
    message = db.session.get_one(Message, message_id)
    try:
        connection.send(_as_mail(message), envelope_from=_sender())
    except smtplib.SMTPException as error:
        note_refused([message_id], _words(error), owner=owner, at=clock.now(), for_good=_is_for_good(error))
        if _ends_the_connection(error):
            # It may be this very message that makes the server hang up: its tries are counted, the others wait.
            raise _ServerAway(_words(error)) from error
        result.refused += 1
        if connection.host is not None:
            connection.host.rset()
    except (ValueError, BadHeaderError) as error:  # a letter that can't be written as mail
        note_refused([message_id], _words(error), owner=owner, at=clock.now(), for_good=True)
        result.refused += 1
    else:
        note_sent(message_id, at=clock.now())
        result.sent += 1


def _sender() -> str:
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]


def _as_mail(message: Message) -> "_Mail":
    mail = _Mail(
        subject=message.revealed_subject(),
        recipients=[formataddr((message.to_name, message.to_email))],
        body=message.revealed_text(),
        sender=formataddr((current_app.config["PARTNERSHIP_NAME"], _sender())),
    )
    if message.calendar:
        mail.alts[f"calendar; method={message.calendar_method}"] = message.calendar
    if message.subscription_id:
        stop = Secret("unsubscribe", message.subscription_id).reveal()
        mail.extra_headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    domain = _sender().rpartition("@")[2]
    mail.msgId = f"<coursebook-{message.id}-{message.created_at:%Y%m%d%H%M%S}@{domain}>"
    return mail


class _Mail(Mail):
    """Flask-Mail folds a long name inside a word; the standard library folds it between words."""

    def _message(self) -> MIMEBase:
        mime = super()._message()
        mime.replace_header("From", str(self.sender))
        mime.replace_header("To", ", ".join(map(str, self.recipients)))
        mime.policy = _LinksInOnePiece(linesep="\r\n")
        return mime


class _LinksInOnePiece(EmailPolicy):
    """The standard library writes an address that is longer than a line as encoded words, which no provider reads."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


def _is_for_good(error: smtplib.SMTPException) -> bool:
    """A 5xx about this message or its reader: trying again would not help."""
    return 500 <= _code(error) < 600


def _ends_the_connection(error: smtplib.SMTPException) -> bool:
    """The server hung up, or said 421: "I am closing the connection"."""
    return isinstance(error, smtplib.SMTPServerDisconnected) or _code(error) == 421


def _code(error: smtplib.SMTPException) -> int:
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
    """Flask-Mail's connection with a time limit and with the server's certificate checked."""

    def configure_host(self) -> smtplib.SMTP:
        if current_app.testing and not _is_loopback(str(self.mail.server)):
            raise OSError(f"a test may not send mail to {self.mail.server}")
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=SOCKET_TIMEOUT)
        if self.mail.use_tls:
            host.starttls(context=ssl.create_default_context())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host

    def __exit__(self, *ended: object) -> None:
        """Say goodbye; a server that has gone already is no error."""
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self.host.close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
