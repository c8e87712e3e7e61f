"""Which refreshers are news, and which of somebody's are told."""

from collections.abc import Collection, Iterable
from datetime import date, time, timedelta

from app.notifications.models_subscriptions import BY_ROLE
from app.records.training.rules import DUE_SOON, CourseRecord

TOPIC = f"{BY_ROLE}refreshers"
"""What everybody hears of once a course that they attended comes due, until they stop it."""

GOES_OUT_AT = time(9)
"""London time."""

IS_NEWS_FOR = timedelta(days=30)
"""After the day on which it was due. What is overdue for longer stands under My training, and nobody is written to."""


def is_news(due: date, *, today: date) -> bool:
    """From 90 days before it is due to a month after."""
    return today - IS_NEWS_FOR <= due <= today + DUE_SOON


def to_tell(
    records: Iterable[CourseRecord], *, booked: Collection[int], told: Collection[tuple[int, date]], today: date
) -> list[CourseRecord]:
    """Of one person's records those that come due, that they have no place for and weren't told of; the soonest first.

    `booked` are courses, `told` courses with the day on which they were due.
    """
    found = [
        record
        for record in records
        if record.due is not None
        and is_news(record.due, today=today)
        and record.course.id not in booked
        and (record.course.id, record.due) not in told
    ]
    return sorted(found, key=lambda record: (record.due or date.max, record.course.title))
