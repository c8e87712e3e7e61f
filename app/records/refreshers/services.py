"""The mail about refreshers."""

from datetime import date, datetime

from app.accounts.models import User
from app.core import changes, clock
from app.core.changes import in_batches
from app.core.database import advisory_lock, command, db
from app.notifications.models import LetterKind
from app.notifications.services import post, subscribe
from app.records.refreshers import emails, queries, rules
from app.records.refreshers.models import RefresherNotice
from app.records.training.queries import records_of
from app.records.training.queries_needed import courses_with_page
from app.records.training.rules import CourseRecord


def tell_of_refreshers(*, at: datetime) -> int:
    """Once a night, write to everybody for whom a course comes due, once for each time it does. Returns how many.

    Not to who has a place on it, nor to who has stopped it. Several courses of a person come in one letter, which goes
    out in the morning. What is due changes with the day; where a course counts for longer or shorter, it looks again
    within the hour. Whatever else changes, such as a place given back, is seen the next night.
    """
    look = changes.look("refreshers", at=at, settings=queries.refresh_years())
    if not look.is_sweep:
        return 0
    today = clock.to_london(at).date()
    told = sum(_tell(some, at=at) for some in in_batches(queries.people_it_comes_due_for(today=today)))
    changes.note(look)
    return told


@command
def _tell(numbers: list[int], *, at: datetime) -> int:
    advisory_lock("refreshers")
    today = clock.to_london(at).date()
    people = [person for person in queries.people(numbers) if person.has_address]
    stopped = queries.who_stopped([person.email for person in people])
    booked, told = queries.booked_courses(numbers, at=at), queries.told(numbers)
    records: dict[int, list[CourseRecord]] = {}
    for each in records_of(numbers, today=today):
        records.setdefault(each.person.id, []).append(each.course)
    letters = 0
    for person in people:
        due = rules.to_tell(
            records.get(person.id, []),
            booked=booked.get(person.id, set()),
            told=told.get(person.id, set()),
            today=today,
        )
        if due and person.email not in stopped:
            letters += _tell_one(person, due, today=today, at=at)
    return letters


def _tell_one(person: User, due: list[CourseRecord], *, today: date, at: datetime) -> bool:
    """They are subscribed with the first letter, and each says how to stop it."""
    subscription = subscribe(topic=rules.TOPIC, email=person.email, name=person.name, is_proved=True, at=at)
    db.session.add_all(
        RefresherNotice(user_id=person.id, course_id=record.course.id, due_on=record.due, told_at=at) for record in due
    )
    with_page = courses_with_page([record.course for record in due])
    return post(
        emails.refresher_due(person, subscription, due, with_page=with_page, today=today),
        kind=LetterKind.REFRESHER_DUE,
        about=subscription.about,
        to_email=person.email,
        to_name=person.name,
        at=at,
        occurrence=f"{today:%Y%m%d}-{due[0].course.id}",
        not_before=clock.from_london(today, rules.GOES_OUT_AT),
        subscription=subscription,
    )
