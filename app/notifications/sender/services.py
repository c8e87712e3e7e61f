"""A test of mail to oneself."""

from datetime import datetime, timedelta
from typing import Protocol

from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import Base, advisory_lock, command
from app.notifications.models import LetterKind, Message
from app.notifications.sender import emails, queries
from app.notifications.sender.refusals import TooSoonForATest
from app.notifications.services import post

BETWEEN_TESTS = timedelta(minutes=1)


class SignedInReader(Protocol):
    """Whoever is signed in: a person of the rooms above."""

    id: int
    email: str
    name: str


@command
def send_test(reader: SignedInReader, *, by: Base, at: datetime) -> Message:
    """Queue a letter to whoever asks, in the outbox like any other mail. Raises TooSoonForATest."""
    advisory_lock("test mail")
    latest = queries.latest_test(reader.id)
    if latest and at - latest.created_at < BETWEEN_TESTS:
        raise TooSoonForATest
    post(
        emails.a_test(at=at),
        kind=LetterKind.TEST,
        about=queries.about_tests_of(reader.id),
        occurrence=at.isoformat(timespec="seconds"),
        to_email=reader.email,
        to_name=reader.name,
        at=at,
    )
    queued = queries.latest_test(reader.id)
    assert queued
    audit.write(Verb.SENT_TEST, queued, by=by, at=at)
    return queued
