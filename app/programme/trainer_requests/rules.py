"""What a trainer is to be told next of a session."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession
from app.programme.models_trainers import TrainerRequest
from app.settings.rules_trainers import TrainerMail
from app.web.formatting import clock_time, long_date


class TrainerOnSession(NamedTuple):
    """Somebody who is put on a session, and what they were asked of it, if anything."""

    session: TrainingSession
    trainer: Trainer
    is_confirmed: bool
    request: TrainerRequest | None

    @property
    def waits_for_answer(self) -> bool:
        request = self.request
        return bool(request and request.asked_at and not (self.is_confirmed or request.answer or request.ended_at))


def first_to_see(
    listed: Sequence[TrainerOnSession], how_many: int
) -> tuple[list[TrainerOnSession], list[TrainerOnSession]]:
    """The soonest, with all that wait for an answer, and the rest; each soonest first."""
    first = [of for place, of in enumerate(listed) if place < how_many or of.waits_for_answer]
    return first, [of for of in listed if of not in first]


class ChangedFact(NamedTuple):
    """One thing that is other than a trainer was told, in words."""

    what: str
    before: str
    now: str


class NextLetter(StrEnum):
    ASK = "ask"
    CONFIRM = "confirm"
    CHANGE = "change"
    CHASE = "chase"
    REMIND = "remind"
    NONE = "none"


def when_and_where(session: TrainingSession) -> dict[str, str]:
    """What a trainer goes by, each thing in words: they are told of a change of any."""
    return {
        "Date": ", ".join(long_date(day.on) for day in session.days),
        "Time": ", ".join(f"{clock_time(day.starts_at)} to {clock_time(day.ends_at)}" for day in session.days),
        "Where": session.location,
        "Joining link": session.joining_link,
    }


def changes_between(told: Mapping[str, str], now: Mapping[str, str]) -> list[ChangedFact]:
    return [
        ChangedFact(what, told.get(what) or "none", now[what] or "none") for what in now if told.get(what) != now[what]
    ]


def news_of(session: TrainingSession, request: TrainerRequest) -> list[ChangedFact]:
    """What is other than they were told, as far as it is theirs to know: the joining link comes with their yes."""
    changes = changes_between(request.told or {}, when_and_where(session))
    return [change for change in changes if request.is_accepted or change.what != "Joining link"]


def has_moved(changes: list[ChangedFact]) -> bool:
    """Whether their yes was to another time, so that they are asked anew."""
    return any(change.what in ("Date", "Time") for change in changes)


def next_letter(of: TrainerOnSession, mail: TrainerMail, *, at: datetime) -> NextLetter:
    """A draft is nobody's business yet: its trainers are asked as it is published, or when the office says so."""
    request = of.request
    if request is None or request.ended_at:
        if of.is_confirmed:
            return NextLetter.CONFIRM
        return NextLetter.ASK if of.session.is_published else NextLetter.NONE
    if of.is_confirmed != request.is_accepted:
        return NextLetter.CONFIRM if of.is_confirmed else NextLetter.ASK
    if request.seen_change != of.session.changed_at:
        is_news = request.told is not None and news_of(of.session, request) and not request.is_declined
        return NextLetter.CHANGE if is_news else NextLetter.NONE
    if is_to_be_chased(request, mail, at=at):
        return NextLetter.CHASE
    return NextLetter.REMIND if is_to_be_reminded(of, mail, at=at) else NextLetter.NONE


def is_to_be_chased(request: TrainerRequest, mail: TrainerMail, *, at: datetime) -> bool:
    if request.answer is not None or request.asked_at is None or request.asked_again_at is not None:
        return False
    return bool(mail.chase_after) and request.asked_at <= at - timedelta(days=mail.chase_after)


def is_time_to_remind(of: TrainerOnSession, mail: TrainerMail, *, at: datetime) -> bool:
    """Of a session that they train, and weren't reminded of by that date."""
    request, starts_at = of.request, of.session.starts_at
    if not (mail.remind_before and request and request.is_accepted and of.session.is_published):
        return False
    return starts_at - timedelta(days=mail.remind_before) <= at and request.reminded_for != starts_at


def is_to_be_reminded(of: TrainerOnSession, mail: TrainerMail, *, at: datetime) -> bool:
    """Who said yes only within those days knows."""
    if not is_time_to_remind(of, mail, at=at) or of.request is None or of.request.answered_at is None:
        return False
    return of.request.answered_at <= of.session.starts_at - timedelta(days=mail.remind_before)
