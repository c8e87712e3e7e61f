"""What was issued and answered in a scope, read one by one in a few queries."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Agency
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.cutoff import cut_off_at, quarter_begun_in
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued
from app.evaluation.publishing import rules_responses as rules
from app.evaluation.results.queries import has_its_place_here, within
from app.evaluation.scope import Scope
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession


def issued_rows(scope: Scope, *, at: datetime) -> list[rules.IssuedRow]:
    """What was issued, in the order of the sessions. One query."""
    rows = db.session.execute(
        select(
            TrainingSession.starts_at,
            Issued.closes_at,
            Issued.answered_at,
            Issued.is_only_on_paper,
            Issued.id,
            Issued.stage,
            Issued.booking_id,
            Booking.practitioner_id,
            TrainingSession.id,
            TrainingSession.course_id,
            Course.strand,
            TrainingSession.learning_week_id,
            Booking.agency_id,
            Agency.sector,
            Issued.answered_at.is_not(None),
            Issued.closes_at <= at,
            Booking.state == BookingState.WALKED_IN,
            Issued.cannot_say,
        )
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(within(scope))
        .order_by(TrainingSession.starts_at, Issued.id)
    )
    return [_issued_row(*tuple(row), at=at) for row in rows]


def _issued_row(
    began_at: datetime,
    closes_at: datetime,
    answered_at: datetime | None,
    is_only_on_paper: bool,
    *columns: Any,
    at: datetime,
) -> rules.IssuedRow:
    stage: Stage = columns[1]
    settled_at = cut_off_at(stage, began_at)
    is_late = answered_at is not None and answered_at > settled_at
    settled: dict[str, Any] = {
        "quarter": quarter_begun_in(began_at),
        "is_settled": closes_at <= settled_at <= at and not (is_only_on_paper and is_late),
        "is_late": is_late,
    }
    return rules.IssuedRow(*columns, **settled)


def response_set(scope: Scope, *, at: datetime) -> rules.ResponseSet:
    """What was issued, with the answers and the questions. Three queries."""
    rows = db.session.execute(
        select(Answer.issued_id, Answer.question_id, Answer.number, Answer.choices)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Question, Question.id == Answer.question_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(within(scope), Answer.words == "", *has_its_place_here())
        .order_by(Answer.id)
    )
    given = [
        rules.AnswerRow(issued_id or 0, question_id, number, tuple(choices or ()))
        for issued_id, question_id, number, choices in rows
    ]
    asked = {each.question_id for each in given}
    questions = {each.id: each for each in db.session.scalars(select(Question)) if each.id in asked}
    return rules.ResponseSet(issued_rows(scope, at=at), given, questions)
