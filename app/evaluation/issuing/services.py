"""Issuing questionnaires by looking at who has none, mailing them, and reminding those who haven't answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from app.accounts.models import User
from app.booking.models import Booking
from app.core import audit
from app.core.audit import Verb
from app.core.database import advisory_lock, command, db
from app.evaluation.issuing import emails, queries, queries_asking, refusals, rules
from app.core.changes import LastRun
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.questionnaires import services as questionnaires
from app.evaluation.stages import Stage
from app.evaluation.timing import queries as timing_queries
from app.evaluation.timing.rules import Timings
from app.notifications.models import LetterKind
from app.notifications.services import Post, post_all, withdraw_all_queued

ISSUING_TURN = "issue questionnaires"

ASKS_FOR = {
    Stage.PRE_COURSE: LetterKind.BEFORE_QUESTIONNAIRE,
    Stage.POST_COURSE: LetterKind.AFTER_QUESTIONNAIRE,
    Stage.IMPACT: LetterKind.LATER_QUESTIONNAIRE,
    Stage.MANAGER: LetterKind.MANAGER_QUESTIONNAIRE,
}

Row = dict[str, Any]
"""A questionnaire to be issued, by the names of its columns."""


@command
def issue_questionnaires(*, at: datetime) -> int:
    """Issue what is missing at every stage, and mail what goes by mail; returns how many were issued.

    However many there are, it asks the database the same number of times. Mail still waiting for those who withdrew
    since, or turned out to have been absent, is taken back. The pre-course link rides in the confirmation and in the
    joining details, so that stage is mailed by nobody here. What should have gone out since the last run, and can't
    any more, is marked as missed.
    """
    advisory_lock(ISSUING_TURN)
    _take_back_what_is_not_wanted(at)
    questionnaires.make_the_defaults(at=at)
    plan = queries_asking.plan()
    _follow_moved_sessions(at)
    _mark_missed(plan, since=_last_run(at), at=at)
    issued = [_before(plan, booking, at) for booking in queries_asking.to_ask_before(plan, at=at)]
    issued += [_mailed(plan, booking, Stage.POST_COURSE, at) for booking in queries_asking.to_ask_after(plan, at=at)]
    issued += [_mailed(plan, booking, Stage.IMPACT, at) for booking in queries_asking.to_ask_later(plan, at=at)]
    _write(issued)
    managers = _ask_managers(plan, queries_asking.to_ask_managers(plan, at=at), at)
    _mail_those_without_a_letter(at)
    return len(issued) + managers


@command
def forget_what_was_started(*, at: datetime) -> None:
    """Started answers to what has closed."""
    for model in (Issued, ManagerRequest):
        db.session.execute(update(model).where(model.closes_at <= at, model.draft.is_not(None)).values(draft=None))


def _last_run(at: datetime) -> datetime:
    """When this ran before; now, where it never has. From now on it is now."""
    last = queries_asking.last_run(ISSUING_TURN) or LastRun(job=ISSUING_TURN, at=at)
    before, last.at = last.at, at
    db.session.add(last)
    return before


def _mark_missed(plan: queries_asking.Plan, *, since: datetime, at: datetime) -> None:
    """What fell due and passed while nothing ran: nobody can be asked any more."""
    later = queries_asking.missed_later(plan, since=since, at=at)
    _write(
        [
            *(_missed_before(plan, booking) for booking in queries_asking.missed_before(plan, since=since, at=at)),
            *(_missed_after(plan, booking) for booking in queries_asking.missed_after(plan, since=since, at=at)),
            *(_missed_later(plan, booking, Stage.IMPACT) for booking in later),
            *(_missed_later(plan, booking, Stage.MANAGER) for booking in later if _has_a_manager_to_ask(plan, booking)),
        ]
    )


def _has_a_manager_to_ask(plan: queries_asking.Plan, booking: Booking) -> bool:
    is_on = plan.timing(booking.session, Stage.MANAGER).is_on
    return is_on and booking.manager_email not in ("", booking.practitioner.email)


@command
def remind(*, at: datetime) -> int:
    """Remind those who haven't answered; returns how many.

    A reminder takes the place of what an outage still keeps waiting, so that nobody gets a pile.
    """
    advisory_lock(ISSUING_TURN)
    timings = timing_queries.timings()
    due: list[tuple[Issued | ManagerRequest, int]] = []
    for stage in (Stage.PRE_COURSE, Stage.POST_COURSE, Stage.IMPACT):
        most, longest = timings.most_reminders(stage)
        for issued in queries.to_remind(stage, most=most, starts_by=at + longest, at=at):
            due.append((issued, _reminders_due(issued, timings, at)))
    for request in queries.requests_to_remind(at=at):
        timing = timings.of_session(request.people[0].booking.session, Stage.MANAGER)
        due.append((request, rules.reminders_due(timing, request.issued_at, at)))
    late = [(asked, number) for asked, number in due if number > asked.reminders_sent]
    for asked, number in late:
        asked.reminders_sent = number
    _ask_anew([(asked, _reminder(asked, number)) for asked, number in late], at)
    return len(late)


@command
def ask_again(unanswered: Sequence[Issued | ManagerRequest], *, by: User, at: datetime) -> int:
    """The office sends the letter once more, where it can be answered still. Returns how many.

    Who was written to just now gets nothing; raises AskedJustNow if that goes for all of them.
    """
    advisory_lock(ISSUING_TURN)
    open_still = [asked for asked in unanswered if asked.is_open(at)]
    to_ask = [asked for asked in open_still if asked.asked_at is None or asked.asked_at <= at - rules.ASKED_AGAIN_AFTER]
    if open_still and not to_ask:
        raise refusals.AskedJustNow
    for asked in to_ask:
        audit.write(Verb.ASKED_FOR_ANSWER_AGAIN, asked, by=by, at=at)
    return _ask_anew([(asked, f"again-{at:%Y%m%d%H%M%S}") for asked in to_ask], at)


def _follow_moved_sessions(at: datetime) -> None:
    """The pre-course questionnaire closes as the session starts now, and is reminded of before that."""
    for issued in queries.of_moved_sessions(at=at):
        issued.closes_at, issued.is_missed, issued.reminders_sent = issued.booking.session.starts_at, False, 0


def _reminders_due(issued: Issued, timings: Timings, at: datetime) -> int:
    session = issued.booking.session
    timing = timings.of_session(session, issued.stage)
    if issued.stage is Stage.PRE_COURSE and timing.is_on:
        return rules.reminders_due_before(timing, issued.issued_at, session.starts_at, at)
    return rules.reminders_due(timing, issued.issued_at, at)


def _reminder(asked: Issued | ManagerRequest, number: int) -> str:
    """What tells a reminder from the others; before another start it is another."""
    is_before = isinstance(asked, Issued) and asked.stage is Stage.PRE_COURSE
    return f"reminder-{number}-{asked.closes_at:%Y%m%d%H%M}" if is_before else f"reminder-{number}"


def _take_back_what_is_not_wanted(at: datetime) -> None:
    """What hasn't left yet. Should it be wanted again, it gets a new letter."""
    in_vain = queries.mailed_in_vain(at=at)
    withdrawn = withdraw_all_queued(abouts=[unwanted.about for unwanted in in_vain])
    taken_back = {each.about for each in withdrawn}
    for unwanted in in_vain:
        if unwanted.about in taken_back:
            unwanted.mailed_at = None


def _before(plan: queries_asking.Plan, booking: Booking, at: datetime) -> Row:
    return new_row(plan, booking, Stage.PRE_COURSE, issued_at=at, closes_at=booking.session.starts_at)


def _mailed(plan: queries_asking.Plan, booking: Booking, stage: Stage, at: datetime) -> Row:
    return new_row(plan, booking, stage, issued_at=at, closes_at=plan.timing(booking.session, stage).closes(at))


def _missed_before(plan: queries_asking.Plan, booking: Booking) -> Row:
    booked_at, starts_at = booking.booked_at or booking.created_at, booking.session.starts_at
    return new_row(plan, booking, Stage.PRE_COURSE, issued_at=booked_at, closes_at=starts_at, is_missed=True)


def _missed_after(plan: queries_asking.Plan, booking: Booking) -> Row:
    return _missed(plan, booking, Stage.POST_COURSE, booking.session.ends_at)


def _missed_later(plan: queries_asking.Plan, booking: Booking, stage: Stage) -> Row:
    return _missed(plan, booking, stage, rules.impact_falls_due(booking.session, plan.timing(booking.session, stage)))


def _missed(plan: queries_asking.Plan, booking: Booking, stage: Stage, fell_due: datetime) -> Row:
    closed = plan.timing(booking.session, stage).closes(fell_due)
    return new_row(plan, booking, stage, issued_at=fell_due, closes_at=closed, is_missed=True)


def new_row(
    plan: queries_asking.Plan,
    booking: Booking,
    stage: Stage,
    *,
    issued_at: datetime,
    closes_at: datetime,
    is_missed: bool = False,
) -> Row:
    """A questionnaire to be issued, by the names of its columns."""
    return {
        "booking_id": booking.id,
        "stage": stage,
        "questionnaire_id": plan.in_use.of_session(booking.session, stage),
        "issued_at": issued_at,
        "closes_at": closes_at,
        "is_missed": is_missed,
        "reminders_sent": 0,
    }


def _write(rows: list[Row]) -> None:
    """All of them in one statement."""
    if rows:
        db.session.execute(insert(Issued), rows)


def _mail_those_without_a_letter(at: datetime) -> None:
    """The letter waits a little after a mark; after a mark that was taken back and made again it is another letter."""
    people, managers = queries.to_mail(at=at), queries.requests_to_mail(at=at)
    post_all([_letter_to(issued, at) for issued in people] + [_letter_to_manager(request, at) for request in managers])
    _note_that_it_is_mailed(Issued, people, at)
    _note_that_it_is_mailed(ManagerRequest, managers, at)


def _note_that_it_is_mailed(
    model: type[Issued] | type[ManagerRequest], asked: Sequence[Issued | ManagerRequest], at: datetime
) -> None:
    if asked:
        these = model.id.in_([each.id for each in asked])
        db.session.execute(update(model).where(these).values(mailed_at=at, asked_at=at))


def _letter_to(issued: Issued, at: datetime) -> Post:
    marked_at = issued.booking.marked_at
    return Post(
        emails.asked(issued),
        kind=ASKS_FOR[issued.stage],
        about=issued.about,
        occurrence=f"{marked_at:%Y%m%d%H%M%S}" if marked_at else "",
        to_email=issued.booking.practitioner.email,
        to_name=issued.booking.name,
        at=at,
        not_before=marked_at and marked_at + rules.SECOND_THOUGHTS,
        stale_at=issued.closes_at,
    )


def _ask_managers(plan: queries_asking.Plan, bookings: Sequence[Booking], at: datetime) -> int:
    """One request a manager, however many of their people fell due. Returns about how many people."""
    people: dict[str, list[Booking]] = {}
    for booking in bookings:
        people.setdefault(booking.manager_email, []).append(booking)
    so_far = queries.requests_so_far(people)
    requests = [_request(plan, theirs, so_far.get(email, 0) + 1, at) for email, theirs in people.items()]
    db.session.add_all(requests)
    db.session.flush()
    return len(bookings)


def _request(plan: queries_asking.Plan, bookings: Sequence[Booking], number: int, at: datetime) -> ManagerRequest:
    """A mailbox that several managers share is greeted by nobody's name."""
    names = {booking.manager_name for booking in bookings}
    issued = [Issued(booking=booking, **_mailed(plan, booking, Stage.MANAGER, at)) for booking in bookings]
    return ManagerRequest(
        manager_email=bookings[0].manager_email,
        manager_name=names.pop() if len(names) == 1 else "",
        number=number,
        issued_at=at,
        closes_at=max(each.closes_at for each in issued),
        reminders_sent=0,
        issued=issued,
    )


def _letter_to_manager(request: ManagerRequest, at: datetime) -> Post:
    return Post(
        emails.manager_asked(request),
        kind=ASKS_FOR[Stage.MANAGER],
        about=request.about,
        occurrence=f"{at:%Y%m%d%H%M%S}",
        to_email=request.manager_email,
        to_name=request.manager_name,
        at=at,
        stale_at=request.closes_at,
    )


def _ask_anew(asked: Sequence[tuple[Issued | ManagerRequest, str]], at: datetime) -> int:
    """In place of what still waits, and of the first letter where none was written yet."""
    withdraw_all_queued(abouts=[each.about for each, _ in asked])
    for each, _ in asked:
        each.mailed_at, each.asked_at = each.mailed_at or at, at
    return post_all([_second_letter(each, occurrence, at) for each, occurrence in asked])


def _second_letter(asked: Issued | ManagerRequest, occurrence: str, at: datetime) -> Post:
    if isinstance(asked, Issued):
        first, letter = _letter_to(asked, at), emails.asked(asked, is_reminder=True)
    else:
        first, letter = _letter_to_manager(asked, at), emails.manager_asked(asked, is_reminder=True)
    return replace(first, letter=letter, occurrence=occurrence, not_before=None)
