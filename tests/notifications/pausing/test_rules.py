"""When a worker that starts holds mail back."""

from datetime import timedelta

import pytest

from app.notifications.pausing.rules import was_off_for_long
from tests.conftest import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("last_seen", "oldest_due", "is_long"),
    [
        (NOW - 24 * HOUR, NOW - HOUR, True),
        (NOW - 23 * HOUR, NOW - HOUR, False),
        (NOW - HOUR, NOW - 48 * HOUR, False),  # it was there, and the mail server wasn't
        (NOW - 48 * HOUR, None, False),
        (NOW - 48 * HOUR, NOW + HOUR, False),
        (None, NOW - 24 * HOUR, True),
        (None, NOW - 23 * HOUR, False),
        (None, None, False),
        (NOW + 48 * HOUR, NOW - HOUR, False),  # the clock was set back
    ],
)
def test_a_worker_was_off_for_long_after_a_day_if_anything_is_due(last_seen, oldest_due, is_long) -> None:  # type: ignore[no-untyped-def]
    assert was_off_for_long(last_seen, oldest_due, NOW) is is_long
