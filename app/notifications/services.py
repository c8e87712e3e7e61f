"""Putting messages in the outbox and taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app import audit
from app.database import Base, command, db, take_turns
from app.errors import Refusal
from app.letters import Letter
from app.notifications import queries
from app.notifications.models import WAITING, Message, MessageState, Subscription


class CantBeSentAgain(Refusal):
    message = "Only a message that failed or is being retried can be sent again."


@command
def post(
    letter: Letter,
    *,
    kind: str,
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

    Returns whether it was queued now.

    `about` is the record it concerns, such as "booking-12". It goes out at once or from `not_before` on;
    after `stale_at` it isn't sent any more. What a subscription brings can be stopped with one click.
    """
    key = ":".join(part for part in (kind, about, occurrence) if part)
    if db.session.scalar(select(Message.id).where(Message.key == key)):
        return False
    db.session.add(
        Message(
            key=key,
            kind=kind,
            subject_key=about,
            to_email=to_email,
            to_name=to_name,
            subject=letter.subject[:300],
            text=letter.text,
            secrets=[list(secret) for secret in letter.secrets],
            calendar=letter.calendar,
            calendar_method=letter.calendar_method,
            created_at=at,
            next_attempt_at=max(at, not_before or at),
            stale_at=stale_at,
            subscription_id=subscription and subscription.id,
        )
    )
    return True


@dataclass(frozen=True)
class Post:
    letter: Letter
    kind: str
    about: str
    to_email: str
    to_name: str
    at: datetime
    occurrence: str = ""
    not_before: datetime | None = None
    stale_at: datetime | None = None


@command
def post_all(posts: Sequence[Post]) -> int:
    return sum(post(**vars(each)) for each in posts)


@command
def withdraw_queued(*, about: str, kinds: tuple[str, ...] = ()) -> int:
    """What is still queued about a record, of these kinds or of any, isn't sent: something overtook it.

    That goes for a message claimed for sending too: its lease can't be renewed any more. Returns how many.
    """
    overtaken = update(Message).where(Message.subject_key == about, Message.state.in_((*WAITING, MessageState.SENDING)))
    if kinds:
        overtaken = overtaken.where(Message.kind.in_(kinds))
    return len(db.session.execute(overtaken.values(state=MessageState.WITHDRAWN).returning(Message.id)).all())


@command
def send_again(message: Message, *, by: Base, at: datetime) -> None:
    """Queue a failed message anew. Raises CantBeSentAgain."""
    if not message.can_be_sent_again(at):
        raise CantBeSentAgain
    message.mark_to_send_again(at)
    audit.write("sent a message again", message, by=by, at=at)


@command
def subscribe(
    *, topic: str, email: str, name: str, is_list: bool = False, is_proved: bool, at: datetime, by: Base | None = None
) -> Subscription:
    """The subscription of an address to a topic; asking twice changes nothing, and an ended one starts again.

    It stands at once where the address is proved; else it waits for `confirm_subscription`.
    """
    take_turns("subscriptions")
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
        audit.write("subscribed an address", subscription, by=by, at=at, note=topic)
    db.session.flush()
    return subscription


@command
def confirm_subscription(subscription: Subscription, *, at: datetime) -> None:
    """Its reader has pressed the button of the link we mailed. Raises SubscriptionEnded."""
    if not subscription.stands:
        subscription.confirm(at)
        audit.write("confirmed a subscription", subscription, by=None, at=at, note=subscription.topic)


@command
def end_subscription(subscription: Subscription, *, at: datetime, by: Base | None = None) -> None:
    """Nothing more is sent, nor what is queued. A second time changes nothing."""
    withdraw_queued(about=subscription.about)
    if subscription.ended_at is None:
        subscription.ended_at = at
        audit.write("ended a subscription", subscription, by=by, at=at, note=subscription.topic)
