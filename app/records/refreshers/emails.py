"""The mail about a refresher."""

from collections.abc import Collection, Sequence
from datetime import date

from app.accounts.models import User
from app.core.links import Secret
from app.files.letters import Letter, compose
from app.notifications.models_subscriptions import Subscription
from app.programme.models import Course, Strand
from app.records.training.rules import CourseRecord
from app.web.navigation import public_url_of


def refresher_due(
    person: User, subscription: Subscription, due: Sequence[CourseRecord], *, with_page: Collection[int], today: date
) -> Letter:
    """Which courses come due, by when, and where each is booked."""
    return compose(
        "records/refreshers/email/refresher_due.txt",
        person=person,
        due=[(record, _where(record.course, with_page)) for record in due],
        today=today,
        my_training=public_url_of("my training"),
        secrets={"stop": Secret("unsubscribe", subscription.id)},
    )


def _where(course: Course, with_page: Collection[int]) -> str:
    """The page on which it is booked; that of the programme where it has none."""
    if course.id not in with_page:
        return public_url_of("programme")
    return public_url_of("e-learning course" if course.strand is Strand.E_LEARNING else "course", course_id=course.id)
