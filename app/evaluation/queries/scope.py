"""Which answers are looked at: one way to say it, for comments, needs and exports."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, union_all

from app import clock
from app.booking.models import Booking
from app.database import db
from app.evaluation.models import Answer, Issued, Question, Stage
from app.evaluation.queries.issued import was_issued
from app.evaluation.rules import Of, Scope
from app.programme.models import Course, TrainingSession
from app.programme.queries import began_between
from app.programme.rules import programme_year


@dataclass(frozen=True)
class AnswerScope:
    """Answers about a course and about sessions that began from one London day to another, both inclusive.

    Each part may be left out: `AnswerScope()` is all that was answered. `words` are those of one question, in all of
    its versions.
    """

    course_id: int | None = None
    since: date | None = None
    until: date | None = None
    stage: Stage | None = None
    words: str = ""
    is_about_needs: bool = False


def answers_of_course(scope: Scope) -> AnswerScope | None:
    """The same course, or all of them, and the same period; None of any other part of the programme."""
    if scope.of not in (Of.COURSE, Of.EVERYTHING):
        return None
    return AnswerScope(scope.id or None, scope.since, scope.until)


def answers(scope: AnswerScope, *columns: Any) -> Select[Any]:
    """SQL: these columns of each answer with each booking that it is about.

    A person's answer is about one booking. What a manager says for all is about each of theirs, so it comes several
    times.
    """
    about = _about()
    return (
        select(*columns)
        .select_from(Answer)
        .join(about, about.c.answer_id == Answer.id)
        .join(Issued, Issued.id == about.c.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Question, Question.id == Answer.question_id)
        .where(was_issued(), *_is_in(scope))
    )


def how_many_answers(scope: AnswerScope) -> int:
    """Each once, whomever it is about."""
    return db.session.scalar(answers(scope, func.count(Answer.id.distinct()))) or 0


def courses_answered() -> list[Course]:
    """Those with an answer, by title."""
    answered = answers(AnswerScope(), TrainingSession.course_id)
    return list(db.session.scalars(select(Course).where(Course.id.in_(answered)).order_by(Course.title)))


def years_answered() -> list[str]:
    """Programme years of sessions with an answer, latest first."""
    starts = db.session.scalars(answers(AnswerScope(), TrainingSession.starts_at).distinct())
    return sorted({programme_year(clock.to_london(instant).date()) for instant in starts}, reverse=True)


def _about() -> Subquery:
    of_a_booking = select(Answer.id.label("answer_id"), Answer.issued_id.label("issued_id"))
    of_a_manager = select(Answer.id, Issued.id).join(Issued, Issued.manager_request_id == Answer.manager_request_id)
    return union_all(of_a_booking.where(Answer.issued_id.is_not(None)), of_a_manager).subquery()


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
