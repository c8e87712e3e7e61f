"""What must hold in the outbox, whatever happened at once. Each check returns the messages that break it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.core.database import db
from app.notifications.models import LEASE, WAITING, Message, MessageState

LEFT_LYING = timedelta(hours=1)
"""So long after its lease ran out a message is taken up again by any mail worker that sends anything at all."""


def broken_invariants(*, at: datetime) -> list[str]:
    """A line for each offending message, beginning with the rule that it breaks; empty when all is well."""
    return [f"{rule.__doc__}: {row}" for rule in _RULES for row in rule(at)]


def _sent_and_no_time(at: datetime) -> Iterator[str]:
    """a message was sent, and nobody knows when"""
    return _which(Message.state == MessageState.SENT, Message.sent_at.is_(None))


def _waits_and_was_sent(at: datetime) -> Iterator[str]:
    """a message waits to be sent that was sent before, without anybody having asked for that"""
    return _which(Message.state.in_((*WAITING, MessageState.SENDING)), Message.sent_at.is_not(None))


def _held_and_in_no_hand(at: datetime) -> Iterator[str]:
    """a message is being sent by nobody"""
    by_nobody = or_(Message.lease_owner.is_(None), Message.lease_until.is_(None))
    return _which(Message.state == MessageState.SENDING, by_nobody)


def _in_hand_and_not_being_sent(at: datetime) -> Iterator[str]:
    """a process holds a message that is not being sent"""
    settled = (*WAITING, MessageState.SENT, MessageState.FAILED)
    return _which(Message.state.in_(settled), Message.lease_owner.is_not(None))


def _left_lying(at: datetime) -> Iterator[str]:
    """a message lies in the hands of a process that is gone, while others are sent"""
    last_sent = db.session.scalar(select(func.max(Message.sent_at)))
    if last_sent is None:
        return iter(())
    over = and_(Message.lease_until < at - LEFT_LYING, Message.lease_until < last_sent - LEFT_LYING)
    return _which(Message.state == MessageState.SENDING, or_(over, Message.lease_until > at + LEASE + LEFT_LYING))


def _given_up_without_a_word(at: datetime) -> Iterator[str]:
    """a message failed or is being tried again, and nobody knows why"""
    return _which(Message.state.in_((MessageState.FAILED, MessageState.RETRYING)), Message.last_error == "")


def _which(*conditions: ColumnElement[bool]) -> Iterator[str]:
    return (
        f"message {number}" for number in db.session.scalars(select(Message.id).where(*conditions).order_by(Message.id))
    )


_RULES: tuple[Callable[[datetime], Iterator[str]], ...] = (
    _sent_and_no_time,
    _waits_and_was_sent,
    _held_and_in_no_hand,
    _in_hand_and_not_being_sent,
    _left_lying,
    _given_up_without_a_word,
)
