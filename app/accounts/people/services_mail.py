"""Mail that somebody gets without having asked for it: it can be stopped, and started again."""

from datetime import datetime

from app.accounts.models import User
from app.core.database import command
from app.notifications import queries as notifications
from app.notifications.services import end_subscription, subscribe


@command
def stop_mail(person: User, topic: str, *, at: datetime) -> None:
    """Nothing more of a topic is sent, nor what is queued. A second time changes nothing.

    Who was never sent any is subscribed first, so that there is something that says no.
    """
    subscription = notifications.subscription_of(topic, person.email)
    if subscription is None:
        subscription = subscribe(topic=topic, email=person.email, name=person.name, is_proved=True, at=at, by=person)
    end_subscription(subscription, at=at, by=person)


@command
def start_mail_again(person: User, topic: str, *, at: datetime) -> None:
    """From the next one on. A second time changes nothing."""
    subscribe(topic=topic, email=person.email, name=person.name, is_proved=True, at=at, by=person)
