"""Putting messages in the outbox and taking them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import Base, advisory_lock, command, db
from app.core.links import Secret
from app.core.logs import current_trace
from app.files.letters import Letter
from app.notifications import queries
from app.notifications.models import WAITING, LetterKind, Message, MessageState, Priority
from app.notifications.models_subscriptions import Subscription
from app.notifications.refusals import CantBeSentAgain
from app.notifications.rules import NOT_SENT_TO_FLAGGED, WHY_NOT_SENT
from app.personal.rules import is_nobodys
from app.personal.rules_naming import name_in_mail


@dataclass(frozen=True)
class Post:
    """A letter, to whom it goes and when.

    `about` is the record it concerns, such as "booking-12". It goes out at once or from `not_before` on;
    after `stale_at` it isn't sent any more. What a subscription brings can be stopped with one click.
    """

    letter: Letter
    kind: LetterKind
    about: str
    to_email: str
    to_name: str
    at: datetime
    occurrence: str = ""
    not_before: datetime | None = None
    stale_at: datetime | None = None
    subscription: Subscription | None = None

    @property
    def key(self) -> str:
        return ":".join(part for part in (self.kind, self.about, self.occurrence) if part)

    def as_row(self) -> dict[str, Any]:
        """What the outbox holds of it."""
        return {
            "key": self.key,
            "kind": self.kind,
            "priority": self.kind.priority,
            "subject_key": self.about,
            "to_email": self.to_email,
            "to_name": name_in_mail(self.to_name),
            "subject": self.letter.subject[:300],
            "text": self.letter.text,
            "secrets": [list(secret) for secret in self.letter.secrets],
            "calendar": self.letter.calendar,
            "calendar_method": self.letter.calendar_method,
            "state": MessageState.QUEUED,
            "last_error": "",
            "created_at": self.at,
            "next_attempt_at": max(self.at, self.not_before or self.at),
            "stale_at": self.stale_at,
            "subscription_id": self.subscription and self.subscription.id,
            "trace": current_trace(),
        }


def post(
    letter: Letter,
    *,
    kind: LetterKind,
    about: str,
    to_email: str,
    to_name: str,
    at: datetime,
    occurrence: str = "",
    not_before: datetime | None = None,
    stale_at: datetime | None = None,
    subscription: Subscription | None = None,
) -> bool:
    """Queue a letter in the transaction of its cause. The same kind, subject and occurrence is queued once.

    Returns whether it was queued now. `Post` says what is meant by each.
    """
    one = Post(letter, kind, about, to_email, to_name, at, occurrence, not_before, stale_at, subscription)
    return post_all([one]) == 1


@command
def post_all(posts: Iterable[Post]) -> int:
    """Queue many letters in the transaction of their cause, each kind, subject and occurrence once.

    Returns how many were queued now. However many they are, one statement writes them; the key keeps out what the
    outbox has already.
    """
    wanted: dict[str, Post] = {}
    for each in posts:
        wanted.setdefault(each.key, each)
    rows = [each.as_row() for each in wanted.values()]
    _keep_from_flagged(rows)
    _keep_from_nobody(rows)
    if not rows:
        return 0
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    new = insert(Message).on_conflict_do_nothing(index_elements=["key"]).execution_options(preserve_rowcount=True)
    queued: int = db.session.connection().execute(new, rows).rowcount
    return queued


def _keep_from_nobody(rows: list[dict[str, Any]]) -> None:
    """What would go to somebody who was erased is written, so that nothing tries again, and never sent."""
    for row in rows:
        if is_nobodys(row["to_email"]):
            row["state"] = MessageState.WITHDRAWN


def _keep_from_flagged(rows: list[dict[str, Any]]) -> None:
    """What isn't sent to an address that mail comes back from is written all the same, and says why."""
    concerned = [row for row in rows if row["kind"] in NOT_SENT_TO_FLAGGED]
    flagged = queries.flagged_among({row["to_email"] for row in concerned}) if concerned else set()
    for row in concerned:
        if row["to_email"] in flagged:
            row["state"], row["last_error"] = MessageState.UNDELIVERABLE, WHY_NOT_SENT


class Withdrawn(NamedTuple):
    """A message that was taken back before it left: the record it was about, and which of several."""

    about: str
    occurrence: str


def withdraw_queued(*, about: str, kinds: tuple[str, ...] = ()) -> int:
    """What is still queued about a record, of these kinds or of any, isn't sent: something overtook it.

    That goes for a message claimed for sending too: its lease can't be renewed any more. Returns how many.
    """
    return len(withdraw_all_queued(abouts=[about], kinds=kinds))


@command
def withdraw_all_queued(*, abouts: Iterable[str], kinds: tuple[str, ...] = ()) -> list[Withdrawn]:
    """The same for many records, in one statement. Returns which messages."""
    withdrawn: list[Withdrawn] = []
    for some in queries.in_parts(abouts):
        overtaken = update(Message).where(
            Message.subject_key.in_(some), Message.state.in_((*WAITING, MessageState.SENDING))
        )
        if kinds:
            overtaken = overtaken.where(Message.kind.in_(kinds))
        overtaken = overtaken.values(state=MessageState.WITHDRAWN).returning(
            Message.subject_key, Message.kind, Message.key
        )
        withdrawn += [
            Withdrawn(about, key.removeprefix(f"{kind}:{about}").removeprefix(":"))
            for about, kind, key in db.session.execute(overtaken)
        ]
    return withdrawn


@command
def withdraw_all_to(emails: Iterable[str]) -> int:
    """What waits to go to these addresses isn't sent. Returns how many."""
    waiting = (Message.to_email.in_(list(emails)), Message.state.in_((*WAITING, MessageState.SENDING)))
    withdrawn = update(Message).where(*waiting).values(state=MessageState.WITHDRAWN).returning(Message.id)
    return len(db.session.scalars(withdrawn).all())


@command
def put_in_place_of(words: Iterable[str], pseudonym: str, *, abouts: Iterable[str]) -> int:
    """In letters about these records, which name several people, a pseudonym in place of one's name or address.

    Returns in how many.
    """
    gone, changed = sorted(filter(None, words), key=len, reverse=True), 0
    for some in queries.in_parts(abouts):
        for message in db.session.scalars(select(Message).where(Message.subject_key.in_(some))):
            before = (message.subject, message.text)
            for each in gone:
                message.subject = message.subject.replace(each, pseudonym)
                message.text = message.text.replace(each, pseudonym)
            changed += (message.subject, message.text) != before
    return changed


@command
def readdress_waiting(old: str, new: str, *, at: datetime) -> None:
    """Somebody has another address: what waits goes there, and so does what they subscribed to.

    A code stays where it was to go: it proves the address that it is read at. A topic that the new address hears of
    already ends at the old one.
    """
    proves = [kind for kind in LetterKind if kind.priority is Priority.SCREEN]
    waiting = update(Message).where(Message.to_email == old, Message.state.in_(WAITING), Message.kind.not_in(proves))
    db.session.execute(waiting.values(to_email=new))
    for subscription in queries.subscriptions_of(old):
        if queries.subscription_of(subscription.topic, new) is None:
            subscription.email = new
        else:
            end_subscription(subscription, at=at)


@command
def send_again(message: Message, *, by: Base, at: datetime) -> None:
    """Queue a failed message anew. Raises CantBeSentAgain."""
    if not message.can_be_sent_again(at):
        raise CantBeSentAgain
    message.mark_to_send_again(at)
    audit.write(Verb.SENT_MESSAGE_AGAIN, message, by=by, at=at)


@command
def try_all_again(*, by: Base, at: datetime) -> int:
    """After an outage: what waits for its next try is tried now. Returns how many messages that is.

    The log has it with the one that has waited longest.
    """
    waits = (Message.state == MessageState.RETRYING, Message.next_attempt_at > at)
    first = db.session.scalar(select(Message).where(*waits).order_by(Message.due_at, Message.id).limit(1))
    if first is None:
        return 0
    hurried = update(Message).where(*waits).values(next_attempt_at=at)
    how_many: int = db.session.connection().execute(hurried).rowcount
    db.session.expire_all()
    audit.write(Verb.TRIED_ALL_AGAIN, first, by=by, at=at, how_many=how_many)
    return how_many


@command
def subscribe(
    *, topic: str, email: str, name: str, is_list: bool = False, is_proved: bool, at: datetime, by: Base | None = None
) -> Subscription:
    """The subscription of an address to a topic; asking twice changes nothing, and an ended one starts again.

    It stands at once where the address is proved; else it waits for `confirm_subscription`.
    """
    advisory_lock("subscriptions")
    subscription = queries.subscription_of(topic, email)
    if subscription is None:
        subscription = Subscription(topic=topic, email=email, name=name, created_at=at)
        db.session.add(subscription)
    elif subscription.ended_at:
        subscription.start_again(at)
    if is_list:
        subscription.is_list, subscription.name = True, name
    if is_proved and not subscription.stands:
        subscription.confirm(at)
        audit.write(Verb.SUBSCRIBED, subscription, by=by, at=at, topic=topic)
    db.session.flush()
    return subscription


@command
def confirm_subscription(subscription: Subscription, *, at: datetime) -> None:
    """Its reader has pressed the button of the link we mailed. Raises SubscriptionEnded."""
    if not subscription.stands:
        subscription.confirm(at)
        audit.write(Verb.CONFIRMED_SUBSCRIPTION, subscription, by=None, at=at, topic=subscription.topic)


@command
def end_subscription(subscription: Subscription, *, at: datetime, by: Base | None = None) -> None:
    """Nothing more is sent, nor what is queued. A second time changes nothing."""
    withdraw_queued(about=subscription.about)
    if subscription.ended_at is None:
        subscription.ended_at = at
        audit.write(Verb.ENDED_SUBSCRIPTION, subscription, by=by, at=at, topic=subscription.topic)


@command
def renew_secrets_that_wait(secret: Secret, *, to_email: str) -> None:
    """What waits to go to an address gets a link's new version: the one that it was written with is revoked."""
    waiting = select(Message).where(Message.to_email == to_email, Message.state.in_(WAITING))
    for message in db.session.scalars(waiting):
        message.secrets = [
            list(secret) if each[:2] == [secret.purpose, secret.record] else each for each in message.secrets
        ]
