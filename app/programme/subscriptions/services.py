"""Mail to those who subscribed: the monthly invitations to lunchtime sessions, and new dates of a course.

Planned by looking: whoever wasn't told yet gets it, so that a late subscriber, a session added and a crash need nothing
of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.accounts.signing_in import services as signing_in
from app.core.changes import AT_ONCE, in_batches
from app.core.database import advisory_lock, command, db
from app.files.letters import Letter
from app.notifications.models import LetterKind
from app.notifications.models_subscriptions import Subscription
from app.notifications.services import post, subscribe, withdraw_queued
from app.programme.models import Series
from app.programme.models_sessions import TrainingSession
from app.programme.subscriptions import emails, queries, rules
from app.programme.subscriptions.models import Announcement, MonthlyInvitation

MOST_DATES_A_MESSAGE = 8
"""Their ids fit into the message's key."""


@command
def ask_to_subscribe(topic: rules.Topic, *, email: str, at: datetime, client_address: str = "") -> None:
    """Mail a visitor the link that confirms the address, unless it is subscribed already.

    Nobody can be sent heaps of such mail: raises TooManyRequests or TooManyFromOnePlace.
    """
    proof = signing_in.ask_for_proof(email=email, at=at, client_address=client_address)
    subscription = subscribe(topic=topic.key, email=email, name="", is_proved=False, at=at)
    if not subscription.stands:
        letter = emails.confirm_subscription(subscription, topic)
        _mail(letter, subscription, kind=LetterKind.SUBSCRIBE, at=at, occurrence=str(proof.id))


def send_lunchtime_invitations(*, at: datetime) -> int:
    """To each subscriber of a series whose current invitation they lack, some hundred at a time; returns how many."""
    sent = 0
    for current in _current_invitations(at):
        while _lacking(current, at) and (invited := _invite(current.series, at=at)):
            sent += invited
    return sent


@dataclass(frozen=True)
class CurrentInvitation:
    """What the subscribers of a series are invited to now."""

    series: Series
    invitation: rules.Invitation


def _current_invitations(at: datetime) -> list[CurrentInvitation]:
    sessions = queries.open_lunchtime_sessions(at=at)
    last_month = rules.months_invited_to(at)[-1]
    gone = [each for each in sessions if each.is_cancelled or rules.month_of(each) > last_month]
    announced = queries.announced([each for each in gone if each.sequence])
    of_series = {
        series: rules.invitation([s for s in sessions if s.course.series is series], announced=announced, at=at)
        for series in Series
    }
    return [
        CurrentInvitation(series, invitation)
        for series, invitation in of_series.items()
        if invitation and invitation.to_come(at, with_cancelled=True)
    ]


def _lacking(current: CurrentInvitation, at: datetime) -> list[queries.Untold]:
    """Who is to be sent it: not who never heard of any of it where all that there was is cancelled."""
    month, version = current.invitation.month, current.invitation.version
    is_any = {heard: bool(current.invitation.to_come(at, with_cancelled=heard)) for heard in (True, False)}
    lacking = queries.without_invitation(current.series, month=month, version=version)
    return [each for each in lacking if is_any[each.told_before]]


def tell_of_new_dates(*, at: datetime) -> int:
    """To each who asked, one message with the dates that none has named yet, some hundred people at a time.

    Returns how many.
    """
    untold = dict.fromkeys(subscription.id for subscription, _ in queries.untold_dates(at=at))
    return sum(_tell_of_new_dates(some, at=at) for some in in_batches(untold))


@command
def _tell_of_new_dates(among: list[int], *, at: datetime) -> int:
    advisory_lock("new dates")
    sent = 0
    untold = queries.untold_dates(among, at=at)
    for subscription, pairs in groupby(untold, key=lambda pair: pair[0]):
        dates = [session for _, session in pairs]
        for first in range(0, len(dates), MOST_DATES_A_MESSAGE):
            some = dates[first : first + MOST_DATES_A_MESSAGE]
            ids = "".join(f".{session.id}" for session in some) + "."
            letter, stale_at = emails.new_dates(subscription, some), some[-1].starts_at
            _mail(letter, subscription, kind=LetterKind.NEW_DATE, at=at, occurrence=ids, stale_at=stale_at)
            sent += 1
    _note_announced(untold, at)
    return sent


@command
def _invite(series: Series, *, at: datetime) -> int:
    """Some hundred of those who lack it; whoever has had the invitation in another version gets this one in its place.

    Returns how many.
    """
    advisory_lock("lunchtime invitations")
    current = next((each for each in _current_invitations(at) if each.series is series), None)
    if current is None:
        return 0
    lacking = _lacking(current, at)[:AT_ONCE]
    versions = {heard: current.invitation.to_come(at, with_cancelled=heard) for heard in (True, False)}
    calendars = {heard: emails.calendar_of(sessions, at=at) for heard, sessions in versions.items()}
    for each in lacking:
        _send_invitation(current, each, versions[each.told_before], calendars[each.told_before], at)
    _note_announced([(each.subscription, session) for each in lacking for session in versions[each.told_before]], at)
    return len(lacking)


def _send_invitation(
    current: CurrentInvitation, to: queries.Untold, sessions: list[TrainingSession], calendar: str, at: datetime
) -> None:
    """In place of one that still waits."""
    month, version = current.invitation.month, current.invitation.version
    letter = emails.lunchtime(
        to.subscription, current.series, sessions, month=month, calendar=calendar, is_update=to.told_this_month
    )
    withdraw_queued(about=to.subscription.about, kinds=(LetterKind.LUNCHTIME,))
    _mail(
        letter,
        to.subscription,
        kind=LetterKind.LUNCHTIME,
        at=at,
        occurrence=current.invitation.occurrence,
        stale_at=max(session.ends_at for session in sessions),
    )
    db.session.add(MonthlyInvitation(subscription_id=to.subscription.id, month=month, version=version, sent_at=at))


def _note_announced(told: Sequence[tuple[Subscription, TrainingSession]], at: datetime) -> None:
    """Who was told of which session, as it is now."""
    if not told:
        return
    known = queries.announcements(session for _, session in told)
    for subscription, session in told:
        announcement = known.get((subscription.id, session.id)) or Announcement(
            subscription_id=subscription.id, session_id=session.id
        )
        announcement.sequence, announcement.told_at = session.sequence, at
        db.session.add(announcement)


def _mail(
    letter: Letter,
    subscription: Subscription,
    *,
    kind: LetterKind,
    at: datetime,
    occurrence: str,
    stale_at: datetime | None = None,
) -> None:
    post(
        letter,
        kind=kind,
        about=subscription.about,
        occurrence=occurrence,
        to_email=subscription.email,
        to_name=subscription.name,
        at=at,
        stale_at=stale_at,
        subscription=subscription if subscription.stands else None,
    )
