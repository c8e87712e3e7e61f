"""Reading the mailbox that mail comes back to."""

import hashlib
import time
from collections import Counter

from flask import current_app

from app.core import clock
from app.notifications.bounces import queries, services
from app.notifications.bounces.connection import AWAY, ReturnMailbox, words_of
from app.notifications.bounces.rules import mailbox_name
from app.notifications.bounces.rules_reading import read_mail
from app.notifications.queries import current_pause

MOST_A_RUN = 200
LONGEST_RUN = 60
"""Seconds, after which no further mail is begun: the next run takes up there."""

AT_A_TIME = 20
"""So many are put away together, and how far we have read is written down."""


def read_bounces() -> str:
    """Read what is new, keep and put away what came back, and tell the office of new addresses that don't work.

    Rests while mail is held back: a copy that is tried out leaves the mailbox to the original.
    """
    if not current_app.config["BOUNCES_IMAP_SERVER"] or current_pause():
        return ""
    name = mailbox_name(current_app.config)
    try:
        with ReturnMailbox() as mailbox:
            read = _read_new(mailbox, name)
    except AWAY as error:
        services.note_away(name, words_of(error))
        return f"the mailbox can't be read: {words_of(error)}"
    finally:
        told = services.tell_the_office(today=clock.today(), at=clock.now()) if queries.not_told_of() else 0
    counted = ", ".join(f"{how_many} {what}" for what, how_many in sorted(read.items()))
    return counted + (f"; the office is told of {told}" if told else "")


def _read_new(mailbox: ReturnMailbox, name: str) -> Counter[str]:
    """How many of each kind."""
    known, validity = queries.mailbox(name), mailbox.uid_validity
    last = known.last_uid if known and known.uid_validity == validity else 0
    ends_at, read = time.monotonic() + LONGEST_RUN, Counter[str]()
    new = mailbox.unread(after=last)[:MOST_A_RUN]
    for some in (new[start : start + AT_A_TIME] for start in range(0, len(new), AT_A_TIME)):
        if time.monotonic() > ends_at:
            return read
        handled = [uid for uid in some if _keep(mailbox.raw(uid), read)]
        mailbox.put_away(handled)
        last = some[-1]
        services.note_read(name, last, uid_validity=validity, at=clock.now())
    services.note_read(name, last, uid_validity=validity, at=clock.now())
    return read


def _keep(raw: bytes, read: Counter[str]) -> bool:
    """Whether the mail is ours to put away. One that is gone meanwhile, or that a person wrote, isn't."""
    reading = read_mail(raw)
    digest = hashlib.sha256(raw).hexdigest()
    is_ours = bool(reading.kind) and services.keep_what_came_back(reading, digest=digest, at=clock.now())
    read[str(reading.kind) if is_ours and reading.kind else "left for the office"] += 1
    return is_ours
