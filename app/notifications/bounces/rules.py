"""What follows from a mail that came back, and what it means in plain words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.notifications.bounces.models import BounceKind

FLAG_AT_ONCE = frozenset({BounceKind.PERMANENT, BounceKind.COMPLAINT})
"""The mailbox isn't there, or its reader called our mail unwanted."""

FLAG_IN_TIME = frozenset({BounceKind.TEMPORARY, BounceKind.MAILBOX_FULL, BounceKind.POLICY})
"""What passes by itself, or speaks of us and not of the reader: several in a short time say that nothing arrives."""

SEVERAL = 3
A_SHORT_TIME = timedelta(days=14)


def mailbox_name(settings: Mapping[str, Any]) -> str:
    """By which we remember how far it was read; empty where none is set."""
    server = settings["BOUNCES_IMAP_SERVER"]
    return f"{settings['BOUNCES_IMAP_USERNAME']} at {server}, {settings['BOUNCES_IMAP_FOLDER']}" if server else ""


def flags(kind: BounceKind, *, lately: int, is_about_another: bool) -> bool:
    """Whether an address is flagged now. `lately` counts what came back of it in a short time, this one included.

    A report about another address than the one we wrote to (a mailing list's member, mail passed on) is no proof that
    ours is dead: it counts as one that may pass.
    """
    if kind in FLAG_AT_ONCE and not is_about_another:
        return True
    return kind in FLAG_AT_ONCE | FLAG_IN_TIME and lately >= SEVERAL


OF_A_KIND = {
    BounceKind.PERMANENT: "The mail server refuses this address for good.",
    BounceKind.TEMPORARY: "The mail server couldn’t be reached or didn’t take the mail in time.",
    BounceKind.MAILBOX_FULL: "The mailbox is full.",
    BounceKind.POLICY: "The mail server doesn’t want mail from us: our sender’s page says what may be missing.",
    BounceKind.COMPLAINT: "The reader marked our mail as junk.",
    BounceKind.DELAYED: "Not delivered yet: the mail server is still trying.",
    BounceKind.AUTOMATIC: "An automatic reply, such as out of office. The mail arrived.",
}

OF_A_STATUS = {
    "1.1": "There is no mailbox of this name.",
    "1.2": "There is no such domain: what stands after the @ is wrong.",
    "1.3": "The address isn’t written as addresses are.",
    "1.6": "The mailbox has moved and left no new address.",
    "1.10": "There is no mailbox of this name.",
    "2.1": "The mailbox is closed or blocked.",
    "2.3": "The mail is larger than the mailbox takes.",
    "3.4": "The mail is larger than the server takes.",
    "4.1": "The mail server doesn’t know this address, or doesn’t answer.",
    "4.4": "No mail server is named for what stands after the @.",
    "4.7": "The mail server didn’t take the mail in time.",
}
"""By the part of an enhanced status code after its class (RFC 3463), for what is refused for good or for now."""


def meaning_of(kind: BounceKind, status: str) -> str:
    if kind in (BounceKind.PERMANENT, BounceKind.TEMPORARY):
        return OF_A_STATUS.get(status.partition(".")[2], OF_A_KIND[kind])
    return OF_A_KIND[kind]
