"""Reminding those who haven't answered, asking them again, and forgetting what was started once it is closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.changes import in_batches
from app.core.database import advisory_lock, command, db
from app.evaluation.issuing import emails, queries_reminding, refusals, rules
from app.evaluation.issuing import services as issuing
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.evaluation.timing import queries as timing_queries
from app.evaluation.timing.rules import Timings
from app.notifications.services import Post, post_all, withdraw_all_queued


def remind(*, at: datetime) -> int:
    """Remind those who haven't answered; returns how many.

    A reminder takes the place of what an outage still keeps waiting, so that nobody gets a pile.
    """
    reminded = 0
    for stage in Stage:
        late = [asked.id for asked, _ in _late(stage, timing_queries.timings(), None, at)]
        reminded += sum(_remind(stage, some, at=at) for some in in_batches(late))
    return reminded


@command
def _remind(stage: Stage, numbers: list[int], *, at: datetime) -> int:
    """Those of them who are late still; the others are being answered, or were reminded by another process."""
    advisory_lock(issuing.ISSUING_TURN)
    late = _late(stage, timing_queries.timings(), numbers, at)
    for asked, number in late:
        asked.reminders_sent = number
    _ask_anew([(asked, _reminder(asked, number)) for asked, number in late], at)
    return len(late)


def _late(
    stage: Stage, timings: Timings, numbers: list[int] | None, at: datetime
) -> list[tuple[Issued | ManagerRequest, int]]:
    """Who should have had more reminders by now than they had, and how many; of these, locked, if numbers are given."""
    if stage in OF_THE_PERSON:
        asked: Sequence[Issued | ManagerRequest] = queries_reminding.to_remind(stage, timings, numbers, at=at)
    else:
        asked = queries_reminding.requests_to_remind(timings, numbers, at=at)
    due = [(each, _reminders_due(each, timings, at)) for each in asked]
    return [(each, number) for each, number in due if number > each.reminders_sent]


def forget_what_was_started(*, at: datetime) -> None:
    """Started answers to what has closed."""
    for model in (Issued, ManagerRequest):
        for some in in_batches(queries_reminding.started_and_closed(model, at=at)):
            _forget(model, some)


@command
def _forget(model: type[Issued] | type[ManagerRequest], numbers: list[int]) -> None:
    db.session.execute(update(model).where(model.id.in_(numbers)).values(draft=None))


@command
def ask_again(unanswered: Sequence[Issued | ManagerRequest], *, by: User, at: datetime) -> int:
    """The office sends the letter once more, where it can be answered still. Returns how many.

    Who was written to just now gets nothing; raises AskedJustNow if that goes for all of them.
    """
    advisory_lock(issuing.ISSUING_TURN)
    open_still = [asked for asked in unanswered if asked.is_open(at)]
    to_ask = [asked for asked in open_still if asked.asked_at is None or asked.asked_at <= at - rules.ASKED_AGAIN_AFTER]
    if open_still and not to_ask:
        raise refusals.AskedJustNow
    for asked in to_ask:
        audit.write(Verb.ASKED_FOR_ANSWER_AGAIN, asked, by=by, at=at)
    return _ask_anew([(asked, f"again-{at:%Y%m%d%H%M%S}") for asked in to_ask], at)


def _reminders_due(asked: Issued | ManagerRequest, timings: Timings, at: datetime) -> int:
    if isinstance(asked, ManagerRequest):
        timing = timings.of_session(asked.people[0].booking.session, Stage.MANAGER)
        return rules.reminders_due(timing, asked.issued_at, at)
    session = asked.booking.session
    timing = timings.of_session(session, asked.stage)
    if asked.stage is Stage.PRE_COURSE and timing.is_on:
        return rules.reminders_due_before(timing, asked.issued_at, session.starts_at, at)
    return rules.reminders_due(timing, asked.issued_at, at)


def _reminder(asked: Issued | ManagerRequest, number: int) -> str:
    """What tells a reminder from the others; before another start it is another."""
    is_before = isinstance(asked, Issued) and asked.stage is Stage.PRE_COURSE
    return f"reminder-{number}-{asked.closes_at:%Y%m%d%H%M}" if is_before else f"reminder-{number}"


def _ask_anew(asked: Sequence[tuple[Issued | ManagerRequest, str]], at: datetime) -> int:
    """In place of what still waits, and of the first letter where none was written yet."""
    withdraw_all_queued(abouts=[each.about for each, _ in asked])
    for each, _ in asked:
        each.mailed_at, each.asked_at = each.mailed_at or at, at
    return post_all([_second_letter(each, occurrence, at) for each, occurrence in asked])


def _second_letter(asked: Issued | ManagerRequest, occurrence: str, at: datetime) -> Post:
    if isinstance(asked, Issued):
        first, letter = issuing.letter_to(asked, at), emails.asked(asked, is_reminder=True)
    else:
        first, letter = issuing.letter_to_manager(asked, at), emails.manager_asked(asked, is_reminder=True)
    return replace(first, letter=letter, occurrence=occurrence, not_before=None)
