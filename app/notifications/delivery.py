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
from email.utils import parseaddr

from flask import current_app
from flask_mail import Connection
from flask_mail import Message as Mail
from sqlalchemy import and_, or_, select, update

from app import clock
from app.database import command, db
from app.notifications.models import LEASE, WAITING, Message, MessageState

BATCH = 50
SOCKET_TIMEOUT = 20  # seconds; below the lease, so that a hung server can't outlast it


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
        _send_batch(batch, owner, result)
    return result


@command
def mark_missed(*, at: datetime) -> None:
    """Messages whose time passed while they waited aren't sent late; the outbox shows them."""
    db.session.execute(
        update(Message).where(Message.state.in_(WAITING), Message.stale_at <= at).values(state=MessageState.MISSED)
    )


@command
def claim(*, owner: str, at: datetime) -> list[int]:
    """Take up to a batch of due messages for this process: those waiting, or whose lease ran out."""
    due = or_(
        and_(Message.state.in_(WAITING), Message.next_attempt_at <= at),
        and_(Message.state == MessageState.SENDING, Message.lease_until <= at),
    )
    chosen = select(Message.id).where(due).order_by(Message.id).limit(BATCH).with_for_update(skip_locked=True)
    taken = db.session.scalars(
        update(Message)
        .where(Message.id.in_(chosen))
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
    ours = select(Message).where(Message.id.in_(message_ids), Message.lease_owner == owner)
    for message in db.session.scalars(ours):
        message.mark_refused(words, at=at, for_good=for_good)


def _send_batch(batch: list[int], owner: str, result: Delivered) -> None:
    """One connection for the batch. If it breaks, what is left waits with the server's words."""
    left = list(batch)
    try:
        with VerifiedConnection(current_app.extensions["mail"]) as connection:
            while left:
                if renew_lease(left[0], owner=owner, at=clock.now()):
                    _send_one(connection, left[0], owner, result)
                left.pop(0)
    except (OSError, smtplib.SMTPException) as error:
        result.refused += len(left)
        note_refused(left, _words(error), owner=owner, at=clock.now(), for_good=False)


def _send_one(connection: "VerifiedConnection", message_id: int, owner: str, result: Delivered) -> None:
    message = db.session.get_one(Message, message_id)
    try:
        connection.send(_as_mail(message))
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as error:
        if connection.host is not None:
            connection.host.rset()
        never = _is_for_good(error)
        note_refused([message_id], _words(error), owner=owner, at=clock.now(), for_good=never)
        result.refused += 1
    else:
        note_sent(message_id, at=clock.now())
        result.sent += 1


def _as_mail(message: Message) -> Mail:
    sender = current_app.config["MAIL_DEFAULT_SENDER"]
    mail = Mail(
        subject=message.revealed_subject(),
        recipients=[(message.to_name, message.to_email)],
        body=message.revealed_text(),
        sender=(current_app.config["PARTNERSHIP_NAME"], parseaddr(sender)[1]),
    )
    if message.calendar:
        mail.alts[f"calendar; method={message.calendar_method}"] = message.calendar
    domain = parseaddr(sender)[1].rpartition("@")[2]
    mail.msgId = f"<coursebook-{message.id}-{message.created_at:%Y%m%d%H%M%S}@{domain}>"
    return mail


def _is_for_good(error: smtplib.SMTPException) -> bool:
    """A 5xx about this message or its reader: trying again would not help."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600


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
