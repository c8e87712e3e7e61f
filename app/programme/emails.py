"""Mail to those who subscribed."""

from datetime import date, datetime
from email.utils import parseaddr

from flask import current_app

from app import calendars
from app.letters import Letter, compose
from app.links import Secret, url
from app.notifications.models import Subscription
from app.programme.models import Series, TrainingSession
from app.programme.rules import Topic, entries_of


def confirm_subscription(subscription: Subscription, topic: Topic) -> Letter:
    """The link whose button confirms the address."""
    secrets = {"link": Secret("subscribe", subscription.id)}
    return compose("programme/email/confirm_subscription.txt", subscription=subscription, topic=topic, secrets=secrets)


def lunchtime(
    subscription: Subscription,
    series: Series,
    sessions: list[TrainingSession],
    *,
    month: date,
    calendar: str,
    is_update: bool,
) -> Letter:
    """The invitation of a month, meant to be forwarded."""
    return compose(
        "programme/email/lunchtime.txt",
        subscription=subscription,
        series=series,
        sessions=sessions,
        month=month,
        is_update=is_update,
        page=url("/lunchtime"),
        secrets={"stop": Secret("unsubscribe", subscription.id)},
        calendar=calendar,
        calendar_method="PUBLISH",
    )


def calendar_of(sessions: list[TrainingSession], *, at: datetime) -> str:
    """The sessions for anybody's calendar, joining links included: they are open to all who are invited."""
    entries = [
        entry
        for session in sessions
        for entry in entries_of(session, address=url(f"/sessions/{session.id}"), with_link=True)
    ]
    organizer = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]
    return calendars.write(entries, method="PUBLISH", at=at, organizer=organizer)


def new_dates(subscription: Subscription, sessions: list[TrainingSession]) -> Letter:
    """Dates of one course, each with the address at which it is booked."""
    return compose(
        "programme/email/new_dates.txt",
        subscription=subscription,
        course=sessions[0].course,
        sessions=[(session, url(f"/sessions/{session.id}")) for session in sessions],
        secrets={"stop": Secret("unsubscribe", subscription.id)},
    )
