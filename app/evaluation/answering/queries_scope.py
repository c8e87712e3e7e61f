"""Which answers are looked at: one way to say it, for comments, needs and exports."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, literal_column, select, union_all

from app.booking.models import Booking
from app.core.database import db, not_first
from app.evaluation.answering.models import Answer
from app.evaluation.issuing import queries as issuing
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued
from app.evaluation.scope import AnswerScope
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.queries_periods import began_between, years_of


def answers(
    scope: AnswerScope, *columns: Any, in_words: bool = False, these: Collection[int] | None = None
) -> Select[Any]:
    """SQL: these columns of each answer with each booking that it is about; of those `in_words` alone, if wanted, or of
    `these` by their numbers.

    A person's answer is about one booking. What a manager says for all is about each of theirs, so it comes several
    times.
    """
    about = answers_about(scope, in_words=in_words, these=these)
    return (
        select(*columns)
        .select_from(about)
        .join(Answer, Answer.id == about.c.answer_id)
        .join(Issued, Issued.id == about.c.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Question, Question.id == Answer.question_id)
    )


def answers_about(scope: AnswerScope, *, in_words: bool = False, these: Collection[int] | None = None) -> Subquery:
    """SQL: the same, of each no more than its numbers, whose it is and when the session began, for what is counted or
    put in order: a person's and a manager's each by their own index.

    Of all years those in words are found from the words: on SQLite they have an index of their own.
    """
    from_words = these is None and in_words and not scope.is_about_some_sessions
    wanted = [issuing.was_issued(), *_is_in(scope), *([is_in_words()] if in_words else [])]
    wanted += [Answer.id.in_(these)] if these is not None else []
    numbers = Answer.id.label("answer_id"), Answer.manager_request_id, Issued.id.label("issued_id")
    whole = (
        select(*numbers, Booking.practitioner_id, TrainingSession.starts_at)
        .select_from(TrainingSession)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .join(Issued, Issued.booking_id == Booking.id)
        .where(*wanted)
    )
    of_each = [
        whole.join(Answer, (not_first(whose) if from_words else whose) == of).where(whose.is_not(None))
        for whose, of in ((Answer.issued_id, Issued.id), (Answer.manager_request_id, Issued.manager_request_id))
    ]
    if scope.is_about_some_questions:  # else no question is looked up: that takes longer than all the rest
        of_each = [each.join(Question, Question.id == Answer.question_id) for each in of_each]
    return union_all(*of_each).subquery("about")


def is_in_words() -> ColumnElement[bool]:
    """SQL, as the indexes of these answers say it: the words stand in the statement, so that the planner sees them."""
    return Answer.words != literal_column("''")


def courses_answered() -> list[Course]:
    """Those with an answer, by title."""
    answered = _sessions_answered().where(TrainingSession.course_id == Course.id).correlate(Course).exists()
    return list(db.session.scalars(select(Course).where(answered).order_by(Course.title)))


def years_answered() -> list[str]:
    """Programme years of sessions with an answer, latest first."""
    return years_of(_sessions_answered())


def _sessions_answered() -> Select[int]:
    """SQL: the sessions about which a questionnaire was answered, each looked at by itself: the first is enough."""
    answer = (
        select(Issued.id)
        .join(Booking, Booking.id == Issued.booking_id)
        .where(Booking.session_id == TrainingSession.id, Issued.answered_at.is_not(None), issuing.was_issued())
        .limit(1)
        .correlate(TrainingSession)
        .scalar_subquery()
    )
    return select(TrainingSession.id).where(answer.is_not(None))


def _is_in(scope: AnswerScope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.course_id is not None:
        conditions.append(TrainingSession.course_id == scope.course_id)
    if scope.since or scope.until:
        conditions.append(began_between(scope.since or date.min, scope.until or date.max))
    if scope.stage:
        conditions.append(Issued.stage == scope.stage)
    if scope.words:
        conditions.append(Question.words == scope.words)
    if scope.is_about_needs:
        conditions.append(Question.is_about_needs.is_(True))
    return conditions
