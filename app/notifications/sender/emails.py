"""A letter to oneself."""

from datetime import datetime

from app.files.letters import Letter, compose


def a_test(*, at: datetime) -> Letter:
    return compose("notifications/sender/email/a_test.txt", at=at)
