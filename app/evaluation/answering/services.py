"""Keeping what people answer: by their link, in the room, on paper; and what they have begun."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.models import Booking
from app.booking.queries import live_booking
from app.core import clock
from app.core.database import advisory_lock, command, db
from app.evaluation.answering import queries, refusals, rules
from app.evaluation.answering.models import Answer
from app.evaluation.cutoff import cut_off_at
from app.evaluation.issuing import queries as issuing_queries
from app.evaluation.issuing import queries_asking as issuing_queries_asking
from app.evaluation.issuing import rules as issuing_rules
from app.evaluation.issuing import services as issuing_services
from app.evaluation.issuing.services import ISSUING_TURN
from app.evaluation.kinds import Instead
from app.evaluation.models import Question
from app.evaluation.models_issued import AnswerMode, CannotSay, Issued, ManagerRequest
from app.evaluation.questionnaires import services as questionnaires
from app.evaluation.refusals import NotAsked, QuestionnaireClosed
from app.evaluation.stages import Stage
from app.evaluation.timing import queries as timing
from app.notifications.services import withdraw_queued
from app.programme.models_sessions import TrainingSession

Given = int | str | list[int] | Instead | None
"""A number for scales and choices, several numbers (steps: in the order given), words, or what was ticked instead."""

Answers = dict[int, Given]
"""What was answered, by question id."""


@command
def answer(issued: Issued, answers: Answers, *, at: datetime, mode: AnswerMode | None = None) -> None:
    """Keep a person's answers, once, and on what they were given. Raises AlreadyAnswered or QuestionnaireClosed."""
    db.session.refresh(issued, with_for_update={"of": Issued})
    issued.must_be_answerable(at)
    _keep(issued, answers, at, mode)


@command
def answer_as_manager(
    request: ManagerRequest,
    about: Mapping[int, Answers | CannotSay],
    *,
    for_all: Answers,
    at: datetime,
    mode: AnswerMode | None = None,
) -> None:
    """Keep what a manager says about each of their people (by issued id), and once for all of them.

    Who has come back among them since the page was opened is left out. Raises AlreadyAnswered or QuestionnaireClosed.
    """
    db.session.refresh(request, with_for_update=True)
    request.must_be_answerable(at)
    for issued in request.people:
        said = about.get(issued.id)
        if said is None:
            continue
        if isinstance(said, CannotSay):
            issued.cannot_say, issued.answered_at, issued.mode = said, at, mode
        else:
            _keep(issued, said, at, mode)
    db.session.add_all(_given(request.questionnaire.about_all, for_all, manager_request_id=request.id))
    request.draft = None
    withdraw_queued(about=request.about)


@command
def keep_started(asked: Issued | ManagerRequest, draft: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what somebody has begun to answer, so that a telephone call doesn't lose it. It counts as no answer.

    Raises AlreadyAnswered or QuestionnaireClosed.
    """
    db.session.refresh(asked, with_for_update={"of": type(asked)})
    asked.must_be_answerable(at)
    asked.draft = dict(draft)


@command
def open_in_the_room(session: TrainingSession, person: User, *, at: datetime) -> Issued:
    """The post-course questionnaire of somebody present, as the session ends; issued now if it hasn't been.

    Raises AskedAfterTheWeek, NobodyIsAsked, NotOverYet, NotPresent, AlreadyAnswered or QuestionnaireClosed.
    """
    advisory_lock(ISSUING_TURN)
    room = queries.room(session)
    room.must_have_opened(at)
    booking = live_booking(session.id, person.id)
    if booking is None or booking.outcome not in Stage.POST_COURSE.asks_about:
        raise refusals.NotPresent
    issued = issuing_queries.issued(booking.id, Stage.POST_COURSE)
    if issued is None and at >= room.closes_at:
        raise QuestionnaireClosed
    issued = issued or _issue_now(booking, Stage.POST_COURSE, at)
    issued.must_be_answerable(at)
    return issued


@command
def type_in(booking: Booking, stage: Stage, answers: Answers, *, completed_on: date, by: User, at: datetime) -> Issued:
    """What somebody completed on paper, typed in by the office and marked so; what was left blank stays so.

    Of a Learning Week, it answers the one questionnaire of the person's week. Raises NotAsked, NotDueYet,
    TypedInAlready, NothingTypedIn, CompletedTooLate, CompletedTooEarly, CompletedBeforeDue or CompletedInTheFuture.
    """
    advisory_lock(ISSUING_TURN)
    issued = must_be_typable(booking, stage, at=at)
    _must_be_of_its_time(booking, stage, completed_on, issued, at)
    nobody_was_asked = issued is None or issued.is_missed
    if not any(_is_given(given) for given in answers.values()):
        raise refusals.NothingTypedIn
    issued = issued or _issue_now(booking, stage, at)
    db.session.refresh(issued, with_for_update={"of": Issued})
    issued.must_be_typable()
    _keep(issued, answers, at, AnswerMode.PAPER)
    issued.is_missed, issued.is_only_on_paper = False, nobody_was_asked
    issued.completed_on, issued.entered_by_id = completed_on, by.id
    audit.write(Verb.TYPED_IN_FROM_PAPER, issued, by=by, at=at)
    return issued


@command
def take_back_paper(issued: Issued, *, by: User, at: datetime) -> None:
    """What was typed in wrongly is taken out again, and can be typed in anew.

    Where nobody had been asked, it is missed, as if there had been no paper; or it goes, if there is time to ask still.
    Raises NotFromPaper or PublishedMeanwhile.
    """
    advisory_lock(ISSUING_TURN)
    db.session.refresh(issued, with_for_update={"of": Issued})
    must_be_from_paper(issued, at=at)
    audit.write(Verb.TOOK_BACK_FROM_PAPER, issued, by=by, at=at)
    for given in queries.answers_to(issued):
        db.session.delete(given)
    db.session.flush()
    nobody_was_asked, issued.is_only_on_paper = issued.is_only_on_paper, False
    issued.answered_at = issued.completed_on = issued.entered_by_id = issued.mode = None
    if nobody_was_asked and issued.is_open(at):
        issued.booking.mark_changed()  # so that the next run asks
        db.session.delete(issued)
    else:
        issued.is_missed = nobody_was_asked


def must_be_from_paper(issued: Issued, *, at: datetime) -> None:
    """Raises NotFromPaper, or PublishedMeanwhile where a figure less one person would give that person away."""
    if issued.entered_by_id is None:
        raise refusals.NotFromPaper
    if cut_off_at(issued.stage, issued.booking.session.starts_at) <= at:
        raise refusals.PublishedMeanwhile


def must_be_typable(booking: Booking, stage: Stage, *, at: datetime) -> Issued | None:
    """What was issued, if anything was. Raises NotAsked, NotDueYet or TypedInAlready."""
    issued = issuing_queries.issued_to(booking, stage)
    if issued:
        issued.must_be_typable()
    elif not rules.can_be_on_paper(booking, stage):
        raise NotAsked
    if stage is Stage.IMPACT and _impact_falls_due(booking, issued) > clock.to_london(at).date():
        raise refusals.NotDueYet
    return issued


def _must_be_of_its_time(
    booking: Booking, stage: Stage, completed_on: date, issued: Issued | None, at: datetime
) -> None:
    """Raises CompletedTooLate, CompletedTooEarly, CompletedBeforeDue or CompletedInTheFuture."""
    starts_on = clock.to_london(booking.session.starts_at).date()
    if completed_on > clock.to_london(at).date():
        raise refusals.CompletedInTheFuture
    if stage is Stage.PRE_COURSE and completed_on > starts_on:
        raise refusals.CompletedTooLate
    if stage is not Stage.PRE_COURSE and completed_on < starts_on:
        raise refusals.CompletedTooEarly
    if stage is Stage.IMPACT and completed_on < _impact_falls_due(booking, issued):
        raise refusals.CompletedBeforeDue


def _impact_falls_due(booking: Booking, issued: Issued | None) -> date:
    """The London date; when it was issued, if it was issued before the office changed the weeks."""
    due = issuing_rules.impact_falls_due(booking.session, timing.timings().of_session(booking.session, Stage.IMPACT))
    return clock.to_london(min(due, issued.issued_at) if issued else due).date()


def _issue_now(booking: Booking, stage: Stage, at: datetime) -> Issued:
    """For somebody whose questionnaire the job hasn't issued: it closes as the job's would."""
    questionnaires.make_the_defaults(at=at)
    plan, session = issuing_queries_asking.plan(), booking.session
    if stage is Stage.PRE_COURSE:
        issued_at, closes_at = min(at, booking.booked_at or booking.created_at), session.starts_at
    else:
        issued_at, closes_at = at, plan.timing(session, stage).closes(max(at, session.ends_at))
    row = issuing_services.new_row(plan, booking, stage, issued_at=issued_at, closes_at=closes_at)
    issued = Issued(booking=booking, **row)
    db.session.add(issued)
    db.session.flush()
    return issued


def _keep(issued: Issued, answers: Answers, at: datetime, mode: AnswerMode | None) -> None:
    issued.answered_at, issued.draft, issued.mode = at, None, mode
    db.session.add_all(_given(issued.questionnaire.asked, answers, issued_id=issued.id))
    withdraw_queued(about=issued.about)


def _given(questions: Iterable[Question], answers: Answers, **of: int) -> list[Answer]:
    """One answer a question that was answered; what wasn't asked, by the answers to earlier questions, isn't kept."""
    asked = [question for question in questions if question.is_shown(lambda earlier: _chosen(answers.get(earlier.id)))]
    return [_answer(question, given, **of) for question in asked if _is_given(given := answers.get(question.id))]


def _is_given(given: Given) -> bool:
    return given not in (None, "", [])


def _chosen(given: Given) -> list[int]:
    """The numbers of the choices made."""
    return given if isinstance(given, list) else [given] if isinstance(given, int) else []


def _answer(question: Question, given: Given, **of: int) -> Answer:
    kept = "choices" if question.kind.has_several_numbers else "words" if question.kind.is_text else "number"
    answer = Answer(question_id=question.id, **{"instead" if isinstance(given, Instead) else kept: given}, **of)
    if question.item_version and given not in (Instead.DECLINED, Instead.NOT_APPLICABLE):
        answer.is_right = question.item_version.is_right(_chosen(given))
    return answer
