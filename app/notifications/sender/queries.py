"""Reads of tests."""

from app.notifications import queries as outbox
from app.notifications.models import Message


def about_tests_of(person_id: int) -> str:
    return f"test-of-{person_id}"


def latest_test(person_id: int) -> Message | None:
    """The last that somebody sent to themselves."""
    about = about_tests_of(person_id)
    return outbox.latest_messages([about]).get(about)
