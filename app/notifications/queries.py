"""Reads of the outbox and of who subscribes to what."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from functools import cache
from itertools import islice

from sqlalchemy import Select, bindparam, func, or_, select

from app.core.clock import from_london
from app.core.database import db
from app.notifications.models import DONE_WITH, UNDER_WAY, LetterKind, Message, MessageState
from app.notifications.models_pausing import MailPause
from app.notifications.models_subscriptions import Subscription
from app.notifications.models_undeliverable import UndeliverableAddress
from app.notifications.rules import AskedMessages
from app.web.paging import Page, page_of

NAMED_IN_ONE_STATEMENT = 30_000
"""SQLite takes 32,766 values at most."""


def messages(asked: AskedMessages | None = None, *, page: int = 1, per_page: int = 50) -> Page[Message]:
    """Those asked for, or all; the newest first."""
    asked = asked or AskedMessages()
    wanted = select(Message).order_by(Message.id.desc())
    if asked.state:
        wanted = wanted.where(Message.state == asked.state)
    if asked.kind:
        wanted = wanted.where(Message.kind == asked.kind)
    if asked.words:
        said_in = (Message.subject, Message.to_email, Message.to_name)
        wanted = wanted.where(or_(*(column.icontains(asked.words, autoescape=True) for column in said_in)))
    if asked.since:
        wanted = wanted.where(Message.created_at >= from_london(asked.since, time()))
    if asked.until:
        wanted = wanted.where(Message.created_at < from_london(asked.until + timedelta(days=1), time()))
    if asked.abouts is not None:
        wanted = wanted.where(Message.subject_key.in_(asked.abouts))
    return page_of(wanted, page=page, per_page=per_page)


def messages_to(*emails: str, how_many: int = 50) -> list[Message]:
    """The newest that went, or wait to go, to an address, or to any of several that somebody has had."""
    found = [
        message
        for email in emails
        for message in db.session.scalars(
            select(Message).where(Message.to_email == email).order_by(Message.id.desc()).limit(how_many)
        )
    ]
    return sorted(found, key=lambda message: message.id, reverse=True)[:how_many]


def latest_messages(abouts: Iterable[str]) -> dict[str, Message]:
    """The latest message about each of these records, by what it is about; who had none isn't named. One query."""
    latest = select(func.max(Message.id)).where(Message.subject_key.in_(list(abouts))).group_by(Message.subject_key)
    return {
        message.subject_key: message for message in db.session.scalars(select(Message).where(Message.id.in_(latest)))
    }


def lost_letters(kind: LetterKind, *, since: datetime) -> list[Message]:
    """Of a kind, written since an instant: refused, missed, or tried again."""
    wanted = select(Message).where(Message.is_lost(), Message.kind == kind, Message.created_at >= since)
    return list(db.session.scalars(wanted))


def message(message_id: int) -> Message | None:
    return db.session.get(Message, message_id)


def left_at(keys: Iterable[str]) -> dict[str, datetime]:
    """When each letter left us, by its unique key: a server took it, or refused it for good.

    What waits, is under way, was withdrawn or missed its time isn't named. This is the one question that a higher room
    may put to the outbox to decide something, and it writes the answer down on its own record: only the post room knows
    when mail has left.
    """
    left = Message.state.in_((MessageState.SENT, MessageState.FAILED))
    when = func.coalesce(Message.sent_at, Message.next_attempt_at)
    return {
        key: at
        for some in in_parts(keys)
        for key, at in db.session.execute(select(Message.key, when).where(Message.key.in_(some), left))
    }


def flagged_among(emails: Iterable[str]) -> set[str]:
    """Those of the addresses that mail comes back from."""
    flagged = select(UndeliverableAddress.email).where(UndeliverableAddress.is_flagged)
    return {
        email
        for some in in_parts(emails)
        for email in db.session.scalars(flagged.where(UndeliverableAddress.email.in_(some)))
    }


def in_parts(values: Iterable[str]) -> Iterator[list[str]]:
    """As many as one statement may name: all of them, as a rule."""
    rest = iter(values)
    while some := list(islice(rest, NAMED_IN_ONE_STATEMENT)):
        yield some


def counts() -> dict[MessageState, int]:
    """How many messages there are in each state that occurs, of those that somebody may have to see to."""
    open_states = [state for state in MessageState if state not in DONE_WITH]
    wanted = select(Message.state, func.count()).where(Message.state.in_(open_states)).group_by(Message.state)
    return dict(db.session.execute(wanted).all())


def oldest_due(at: datetime) -> datetime | None:
    """Since when the message has been due that has waited longest; None where none is due."""
    return db.session.scalar(select(func.min(Message.due_at)).where(Message.is_due(at)))


def due_counts(at: datetime) -> dict[MessageState, int]:
    """How many messages are due, by how they stand: queued, tried in vain, or just being sent."""
    rows = db.session.execute(select(Message.state, func.count()).where(Message.is_due(at)).group_by(Message.state))
    return dict.fromkeys(UNDER_WAY, 0) | dict(rows.all())


def current_pause() -> MailPause | None:
    """The pause in which mail is held back; None while it goes out."""
    return db.session.scalar(select(MailPause).where(MailPause.stands))


def failed_since(since: datetime) -> int:
    """How many messages were given up after an instant."""
    failed = (Message.state == MessageState.FAILED, Message.next_attempt_at >= since)
    return db.session.scalar(select(func.count()).select_from(Message).where(*failed)) or 0


# Subscriptions


def subscription(subscription_id: int) -> Subscription | None:
    return db.session.get(Subscription, subscription_id)


def subscription_of(topic: str, email: str) -> Subscription | None:
    """The one of an address, whether it stands or not."""
    return db.session.scalar(select(Subscription).where(Subscription.topic == topic, Subscription.email == email))


def mailing_lists() -> list[Subscription]:
    """Those that stand, by address."""
    wanted = select(Subscription).where(Subscription.stands, Subscription.is_list).order_by(Subscription.email)
    return list(db.session.scalars(wanted))


def how_many_people() -> dict[str, int]:
    """How many people, mailing lists left out, hear of each topic; one of which nobody hears isn't named."""
    wanted = select(Subscription.topic, func.count()).where(Subscription.stands, ~Subscription.is_list)
    return dict(db.session.execute(wanted.group_by(Subscription.topic)).all())


def people_subscribed(topic: str, *, page: int = 1, per_page: int = 50) -> Page[Subscription]:
    """The people who hear of a topic, by address, a page at a time."""
    wanted = select(Subscription).where(Subscription.stands, ~Subscription.is_list, Subscription.topic == topic)
    return page_of(wanted.order_by(Subscription.email), page=page, per_page=per_page)


def subscriptions_of(email: str) -> list[Subscription]:
    """What an address hears of."""
    return list(db.session.scalars(_subscriptions(), {"email": email}))


@cache
def _subscriptions() -> Select[Subscription]:
    """Put together once, as pages that everybody opens ask it."""
    return select(Subscription).where(Subscription.stands, Subscription.email == bindparam("email"))


def subscribers(topic: str) -> list[Subscription]:
    """Who hears of a topic."""
    wanted = select(Subscription).where(Subscription.stands, Subscription.topic == topic).order_by(Subscription.id)
    return list(db.session.scalars(wanted))
