"""Mail to those who subscribed."""

from datetime import date, datetime
from email.utils import parseaddr

from flask import current_app

from app.core.links import Secret
from app.files import calendars
from app.files.letters import Letter, compose
from app.notifications.models_subscriptions import Subscription
from app.programme.models import Series
from app.programme.models_sessions import TrainingSession
from app.programme.sessions.rules_calendar import entries_of
from app.programme.subscriptions import rules
from app.web.navigation import public_url_of


def confirm_subscription(subscription: Subscription, topic: rules.Topic) -> Letter:
    """The link whose button confirms the address."""
    secrets = {"link": Secret("subscribe", subscription.id)}
    return compose(
        "programme/subscriptions/email/confirm_subscription.txt",
        subscription=subscription,
        topic=topic,
        secrets=secrets,
    )


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
        "programme/subscriptions/email/lunchtime.txt",
        subscription=subscription,
        series=series,
        sessions=sessions,
        month=month,
        is_update=is_update,
        page=public_url_of("lunchtime sessions"),
        secrets={"stop": Secret("unsubscribe", subscription.id)},
        calendar=calendar,
        calendar_method="PUBLISH",
    )


def calendar_of(sessions: list[TrainingSession], *, at: datetime) -> str:
    """The sessions for anybody's calendar, joining links included: they are open to all who are invited."""
    entries = [
        entry
        for session in sessions
        for entry in entries_of(session, address=public_url_of("session", session_id=session.id), with_link=True)
    ]
    organizer = parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]
    return calendars.write(entries, method="PUBLISH", at=at, organizer=organizer)


def new_dates(subscription: Subscription, sessions: list[TrainingSession]) -> Letter:
    """Dates of one course, each with the address at which it is booked."""
    return compose(
        "programme/subscriptions/email/new_dates.txt",
        subscription=subscription,
        course=sessions[0].course,
        sessions=[(session, public_url_of("session", session_id=session.id)) for session in sessions],
        secrets={"stop": Secret("unsubscribe", subscription.id)},
    )
