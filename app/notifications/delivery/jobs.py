"""The post room at work: claim, renew the lease, send, mark."""

import os
import smtplib
import socket
import uuid
from dataclasses import dataclass

from flask import current_app

from app.core import clock
from app.notifications.delivery import queries, services
from app.notifications.delivery.connection import VerifiedConnection, ends_the_connection, is_for_good, words_of
from app.notifications.delivery.emails import as_mail
from app.notifications.models import Message
from app.notifications.pausing.queries import current_pause


@dataclass
class Delivered:
    """What one run did, for the job's log line."""

    sent: int = 0
    refused: int = 0


def deliver_mail() -> str:
    """Send all that is due; returns a line for the log, empty when there was nothing to do."""
    done = deliver()
    if not (done.sent or done.refused):
        return ""
    return f"{done.sent} sent, {done.refused} refused"


def deliver() -> Delivered:
    """Send all that is due, over one connection. Does nothing while no mail server is set or mail is held back."""
    done = Delivered()
    services.mark_missed(at=clock.now())
    if not current_app.config["MAIL_SERVER"]:
        return done
    owner = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with VerifiedConnection(current_app.extensions["mail"]) as connection:
        while batch := _claim(owner):
            if not _send_batch(connection, batch, owner, done):
                break  # the server is away: asked once a run, so that the other jobs get their turn
    return done


def _claim(owner: str) -> list[int]:
    """The next batch; none while mail is held back."""
    if current_pause():
        return []
    return services.claim(owner=owner, at=clock.now())


def _send_batch(connection: VerifiedConnection, batch: list[int], owner: str, done: Delivered) -> bool:
    """False if the server is away, and then what is left waits for it."""
    left, sent = queries.copies_of(batch), None
    while left:
        message = left[0]
        try:
            connection.open()  # before the lease is renewed, because it can take long
            is_ours = services.renew_lease(message.id, owner=owner, at=clock.now(), sent=sent)
            sent = message.id if is_ours and _send_one(connection, message, owner, done) else None
        except (OSError, smtplib.SMTPException) as error:
            sent = None  # marked before this one was begun
            if connection.reached_its_limit(error):
                connection.hang_up()
                continue
            left_ids = [message.id for message in left]
            done.refused += services.note_server_away(left_ids, words_of(error), owner=owner, at=clock.now())
            return False
        left.pop(0)
    if sent is not None:
        services.note_sent(sent, at=clock.now())
    return True


def _send_one(connection: VerifiedConnection, message: Message, owner: str, done: Delivered) -> bool:
    """Whether the server has it now; if not, its words are kept. Raises what ended the connection."""
    try:
        connection.carry(as_mail(message, at=clock.now()), to=message.to_email)
    except (smtplib.SMTPException, ValueError) as error:
        if connection.reached_its_limit(error):
            raise  # so this one is tried once more, on the next connection
        # It may be this very message that makes the server hang up: its tries are counted, the others wait.
        for_good = is_for_good(error)
        done.refused += services.note_refused(
            message.id, words_of(error), owner=owner, at=clock.now(), for_good=for_good
        )
        if ends_the_connection(error):
            raise
        connection.start_afresh()
        return False
    done.sent += 1
    return True
