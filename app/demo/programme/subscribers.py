"""Who hears of the demo's lunchtime sessions: a few people, and one agency's mailing list."""

from datetime import datetime

from app.demo.people.people import DemoPeople
from app.notifications.services import subscribe
from app.programme.models import Series
from app.programme.subscriptions.rules import series_topic

MAILING_LIST = ("Anyshire Police, all staff", "all-staff@police.example.org")


def add_subscribers(people: DemoPeople, *, at: datetime) -> None:
    for person, series in zip((people.practitioner, *people.delegates), Series, strict=False):
        subscribe(topic=series_topic(series), email=person.email, name=person.name, is_proved=True, at=at)
    name, email = MAILING_LIST
    subscribe(topic=series_topic(Series.SPOTLIGHT), email=email, name=name, is_list=True, is_proved=True, at=at)
