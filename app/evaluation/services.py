"""Issuing questionnaires by looking at who has none, and keeping the answers."""

from collections.abc import Iterable
from datetime import datetime

from app.booking.models import Booking
from app.database import command, db, take_turns
from app.evaluation import emails, queries
from app.evaluation.models import Answer, Issued, ManagerRequest, Question, Questionnaire, Stage
from app.evaluation.rules import READY_SETS, REMIND_BEFORE_START, REMINDERS, SECOND_THOUGHTS, STAYS_OPEN
from app.letters import Letter
from app.notifications.services import post, withdraw_queued

Answers = dict[int, int | str | None]
"""What was answered, by question id: a number for scales and choices, words for text."""


@command
def issue_questionnaires(*, at: datetime) -> int:
    """Issue what is missing at every stage, and mail what goes by mail; returns how many.

    Mail still waiting for those who withdrew since, or turned out to have been absent, is taken back.

    The pre-course link rides in the confirmation, so that stage is mailed by nobody here.
    """
    take_turns("issue questionnaires")
    for unwanted in queries.mailed_in_vain():
        withdraw_queued(about=unwanted.about)
    before = [
        _issue(booking, Stage.BEFORE, at=at, closes_at=booking.session.starts_at)
        for booking in queries.to_ask_before(at=at)
    ]
    after = [_issue(booking, Stage.AFTER, at=at, closes_at=at + STAYS_OPEN) for booking in queries.to_ask_after(at=at)]
    later = [_issue(booking, Stage.LATER, at=at, closes_at=at + STAYS_OPEN) for booking in queries.to_ask_later(at=at)]
    db.session.flush()
    for issued in (*after, *later):
        marked_at = issued.booking.marked_at
        _mail(issued, emails.asked(issued), at=at, not_before=marked_at and marked_at + SECOND_THOUGHTS)
    managers = _issue_to_managers(queries.to_ask_managers(at=at), at=at)
    return len(before) + len(after) + len(later) + managers


@command
def remind(*, at: datetime) -> int:
    """Remind those who haven't answered; returns how many.

    A reminder takes the place of what an outage still keeps waiting, so that nobody gets a pile.
    """
    take_turns("issue questionnaires")
    reminded = 0
    for issued in queries.unanswered(Stage.BEFORE, at=at):
        starts_at = issued.booking.session.starts_at
        known_long_enough = issued.issued_at <= starts_at - 2 * REMIND_BEFORE_START
        due = int(at >= starts_at - REMIND_BEFORE_START and known_long_enough)
        reminded += _remind(issued, due, at)
    for stage in (Stage.AFTER, Stage.LATER):
        for issued in queries.unanswered(stage, at=at):
            reminded += _remind(issued, _reminders_due(stage, issued.issued_at, at), at)
    for request in queries.unanswered_requests(at=at):
        due = _reminders_due(Stage.MANAGER, request.issued_at, at)
        if due > request.reminders_sent:
            request.reminders_sent = due
            letter = emails.manager_asked(request, is_reminder=True)
            withdraw_queued(about=request.about)
            _mail_manager(request, letter, at=at, occurrence=f"reminder-{due}")
            reminded += 1
    return reminded


@command
def answer(issued: Issued, answers: Answers, *, at: datetime) -> None:
    """Keep a person's answers, once. Raises AlreadyAnswered or QuestionnaireClosed."""
    db.session.refresh(issued, with_for_update={"of": Issued})
    issued.must_be_answerable(at)
    _keep(issued, answers, at)
    withdraw_queued(about=issued.about)


@command
def answer_as_manager(request: ManagerRequest, answers: dict[int, Answers], *, comment: str, at: datetime) -> None:
    """Keep a manager's answers about each of their people (by issued id) and one comment for all.

    Raises AlreadyAnswered or QuestionnaireClosed.
    """
    db.session.refresh(request, with_for_update=True)
    request.must_be_answerable(at)
    for issued in request.people:
        _keep(issued, answers[issued.id], at)
    request.comment = comment
    withdraw_queued(about=request.about)


@command
def questionnaire_in_use(stage: Stage, *, is_brief: bool) -> Questionnaire:
    """The version in use; the first time, the ready set becomes version 1."""
    standing = queries.questionnaire(stage, is_brief=is_brief)
    if standing:
        return standing
    asks = READY_SETS[stage, is_brief]
    questionnaire = Questionnaire(stage=stage, is_brief=is_brief, version=1)
    questionnaire.questions = [
        Question(position=place, kind=ask.kind, words=ask.words, measure=ask.measure, is_required=ask.required)
        for place, ask in enumerate(asks, start=1)
    ]
    db.session.add(questionnaire)
    db.session.flush()
    return questionnaire


def _issue(booking: Booking, stage: Stage, *, at: datetime, closes_at: datetime) -> Issued:
    is_brief = booking.session.asks_once
    issued = Issued(
        booking=booking,
        stage=stage,
        questionnaire_id=questionnaire_in_use(stage, is_brief=is_brief).id,
        issued_at=at,
        closes_at=closes_at,
        reminders_sent=0,
    )
    db.session.add(issued)
    return issued


def _issue_to_managers(bookings: Iterable[Booking], *, at: datetime) -> int:
    """One request and one message a manager, however many of their people fell due."""
    people: dict[str, list[Booking]] = {}
    for booking in bookings:
        people.setdefault(booking.manager_email, []).append(booking)
    for manager_email, theirs in people.items():
        request = ManagerRequest(
            manager_email=manager_email,
            manager_name=theirs[0].manager_name,
            number=queries.requests_to(manager_email) + 1,
            issued_at=at,
            closes_at=at + STAYS_OPEN,
        )
        request.issued = [_issue(booking, Stage.MANAGER, at=at, closes_at=at + STAYS_OPEN) for booking in theirs]
        db.session.add(request)
        db.session.flush()
        _mail_manager(request, emails.manager_asked(request), at=at)
    return sum(len(theirs) for theirs in people.values())


def _reminders_due(stage: Stage, issued_at: datetime, at: datetime) -> int:
    return sum(at >= issued_at + wait for wait in REMINDERS[stage])


def _remind(issued: Issued, due: int, at: datetime) -> int:
    if due <= issued.reminders_sent:
        return 0
    issued.reminders_sent = due
    letter = emails.asked(issued, is_reminder=True)
    withdraw_queued(about=issued.about)
    _mail(issued, letter, at=at, occurrence=f"reminder-{due}")
    return 1


def _keep(issued: Issued, answers: Answers, at: datetime) -> None:
    issued.answered_at = at
    for question in issued.questionnaire.questions:
        given = answers.get(question.id)
        if given in (None, ""):
            continue
        number, words = (given, "") if isinstance(given, int) else (None, str(given))
        db.session.add(Answer(issued_id=issued.id, question_id=question.id, number=number, words=words))


def _mail(
    issued: Issued, letter: Letter, *, at: datetime, occurrence: str = "", not_before: datetime | None = None
) -> None:
    post(
        letter,
        kind=f"{issued.stage}-questionnaire",
        about=issued.about,
        occurrence=occurrence,
        to_email=issued.booking.practitioner.email,
        to_name=issued.booking.name,
        at=at,
        not_before=not_before,
        stale_at=issued.closes_at,
    )


def _mail_manager(request: ManagerRequest, letter: Letter, *, at: datetime, occurrence: str = "") -> None:
    post(
        letter,
        kind="manager-questionnaire",
        about=request.about,
        occurrence=occurrence,
        to_email=request.manager_email,
        to_name=request.manager_name,
        at=at,
        stale_at=request.closes_at,
    )
