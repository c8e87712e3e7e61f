"""The post room at work: claim, renew the lease, send, mark."""

import logging
import os
import smtplib
import socket
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from flask import current_app

from app.core import clock, logs
from app.notifications.delivery import queries, rules, services
from app.notifications.delivery.connection import (
    VerifiedConnection,
    ends_the_connection,
    is_for_good,
    refuses_us,
    words_of,
)
from app.notifications.delivery.emails import as_mail
from app.notifications.models import Message, Priority
from app.notifications.queries import current_pause


def _this_run() -> str:
    """Whose lease it is: no two runs have the same name."""
    return f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


log = logging.getLogger("coursebook.mail")


@dataclass
class MailRun:
    """One run: what it carries and how fast, until when, and what it did.

    One that `tidies` sees to what is stale too, and to what a process that died had in hand.
    `unmarked` are messages that a server has and that the database didn't let us mark as sent.
    """

    up_to: Priority = field(default=Priority.JOB, compare=False)
    at_a_time: int = field(default=rules.BATCH, compare=False)
    pace: rules.Pace = field(default_factory=rules.Pace, compare=False)
    stopping: Event = field(default_factory=Event, compare=False)
    tidies: bool = field(default=True, compare=False)
    owner: str = field(default_factory=_this_run, compare=False)
    began_at: datetime | None = field(default=None, compare=False)
    batch_done_at: datetime | None = field(default=None, compare=False)
    unmarked: set[int] = field(default_factory=set, compare=False)
    sent: int = 0
    refused: int = 0

    def in_words(self) -> str:
        """For the log; empty when there was nothing to do."""
        return f"{self.sent} sent, {self.refused} refused" if self.sent or self.refused else ""


def deliver(run: MailRun | None = None) -> MailRun:
    """Send all that is due, over one connection. Does nothing while no mail server is set or mail is held back."""
    run = run or MailRun()
    run.began_at = clock.now()
    _mark_what_was_sent(run)
    if run.tidies:
        _give_up_what_is_stale()
    if not current_app.config["MAIL_SERVER"]:
        return run
    with VerifiedConnection(current_app.extensions["mail"]) as connection:
        while batch := _claim(run):
            run.began_at = clock.now()
            if not _send_batch(connection, batch, run):
                break  # the server is away: asked once a run
            run.batch_done_at = clock.now()
    return run


def _mark_what_was_sent(run: MailRun) -> None:
    """Before anything else, so that nobody takes for left behind what has arrived."""
    for message_id in sorted(run.unmarked):
        services.note_sent(message_id, at=clock.now())
        run.unmarked.discard(message_id)


def _claim(run: MailRun) -> list[int]:
    """The next batch, no more than may leave now; none while mail is held back.

    Once as many have left as may in a minute, those alone go that somebody at a screen waits for.
    """
    now = clock.now()
    room = run.pace.room(now)
    up_to, how_many = (run.up_to, min(room, run.at_a_time)) if room else (Priority.SCREEN, run.at_a_time)
    if not queries.has_work(up_to, with_left_behind=run.tidies, at=now) or current_pause():
        return []
    return services.claim(up_to=up_to, how_many=how_many, owner=run.owner, at=now)


def _give_up_what_is_stale() -> None:
    if queries.is_stale(at=clock.now()):
        services.mark_missed(at=clock.now())


def _send_batch(connection: VerifiedConnection, batch: list[int], run: MailRun) -> bool:
    """False if the server is away, mail is held back, or we are told to stop: what is left waits."""
    left = queries.copies_of(batch)
    while left and not run.stopping.is_set():
        message = left[0]
        try:
            connection.open()  # before the lease is renewed, because it can take long
            if late := _not_yet(left, run):
                left = [each for each in left if each not in late]
                continue
            is_ours = services.renew_lease(message.id, owner=run.owner, at=clock.now(), sent=run.unmarked)
            run.unmarked.clear()
            if not is_ours and current_pause():
                break
            with logs.trace_of(message.trace):
                if is_ours and _send_one(connection, message, run):
                    run.unmarked.add(message.id)
        except (OSError, smtplib.SMTPException) as error:
            if connection.reached_its_limit(error):
                connection.hang_up()
                continue
            _mark_what_was_sent(run)
            left_ids = [message.id for message in left]
            run.refused += services.note_server_away(left_ids, words_of(error), owner=run.owner, at=clock.now())
            return False
        left.pop(0)
    _mark_what_was_sent(run)
    if left:
        services.let_go([message.id for message in left], owner=run.owner, at=clock.now())
    return not left


def _not_yet(left: list[Message], run: MailRun) -> list[Message]:
    """None where the next may leave now, and then it is counted; else all that have to wait as it does, let go of."""
    message, now = left[0], clock.now()
    try_at = run.pace.take(message.to_email, message.priority, now)
    if try_at <= now:
        return []
    late = [each for each in left if run.pace.free_at(each.to_email, each.priority, now) >= try_at]
    services.let_go([each.id for each in late], owner=run.owner, at=try_at)
    return late


def _send_one(connection: VerifiedConnection, message: Message, run: MailRun) -> bool:
    """Whether the server has it now; if not, its words are kept. Raises what ended the connection."""
    try:
        connection.carry(as_mail(message, at=clock.now()), to=message.to_email)
    except (smtplib.SMTPException, ValueError) as error:
        if connection.reached_its_limit(error) or refuses_us(error):
            raise  # so this one is tried once more: on the next connection, or once the server takes our mail again
        # It may be this very message that makes the server hang up: its tries are counted, the others wait.
        words, for_good = words_of(error), is_for_good(error)
        log.warning("message %s refused, %s", message.id, "for good" if for_good else "to be tried again")
        run.refused += services.note_refused(message.id, words, owner=run.owner, at=clock.now(), for_good=for_good)
        if ends_the_connection(error):
            raise
        connection.start_afresh()
        return False
    run.sent += 1
    log.debug("message %s sent", message.id)
    return True
