"""Scored answers, answers to measures beside them and thinking back, and the statements of the transfer index."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.booking.models import Booking
from app.core.database import db, not_first
from app.evaluation.answering.models import Answer
from app.evaluation.issuing import queries as issuing
from app.evaluation.knowledge import rules_measured, rules_transfer
from app.evaluation.models import Measure, Question
from app.evaluation.models_issued import Issued
from app.evaluation.models_knowledge import KnowledgeItem, KnowledgeItemVersion
from app.evaluation.scope import AnswerScope
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from app.programme.queries_periods import began_between


def scored_rows(scope: AnswerScope) -> list[rules_measured.ScoredRow]:
    """One query."""
    thing_known = func.coalesce(KnowledgeItem.parallel_to_id, KnowledgeItem.id)
    wanted = _in(scope, Issued.stage, KnowledgeItem.id, thing_known, Answer.is_right, Answer.instead)
    rows = db.session.execute(
        wanted.join(KnowledgeItemVersion, KnowledgeItemVersion.id == Question.item_version_id).join(
            KnowledgeItem, KnowledgeItem.id == KnowledgeItemVersion.item_id
        )
    )
    return [rules_measured.ScoredRow(rules_measured.Respondent(*row[:3]), *row[3:]) for row in rows]


def number_rows(scope: AnswerScope) -> list[rules_measured.NumberRow]:
    """What those answered to the measures who were scored, or thought back. Two queries; where no question scores
    anybody or asks to think back, one that looks at no answer."""
    asks_here = or_(Question.item_version_id.is_not(None), Question.then_measure_id.is_not(None))
    asking = db.session.scalars(select(Question.id).where(asks_here)).all()
    if not asking:
        return []
    theirs = _in(scope, Issued.booking_id, with_whose=False).where(Question.id.in_(asking))
    wanted = _in(scope, Issued.stage, Measure.name, Measure.kind, Question.then_measure_id.is_not(None), Answer.number)
    rows = db.session.execute(
        wanted.join(Measure, Measure.id == func.coalesce(Question.measure_id, Question.then_measure_id)).where(
            Answer.number.is_not(None), Issued.stage.in_(OF_THE_PERSON), Issued.booking_id.in_(theirs)
        )
    )
    return [rules_measured.NumberRow(rules_measured.Respondent(*row[:3]), *row[3:]) for row in rows]


def statement_rows(scope: AnswerScope) -> list[rules_transfer.StatementRow]:
    """Of the transfer index, in the order in which its statements stand. One query."""
    wanted = _in(scope, Question.words, Question.is_reversed, Answer.number, Answer.instead)
    rows = db.session.execute(
        wanted.where(Question.is_in_transfer_index, Issued.stage != Stage.MANAGER).order_by(
            Question.position, Question.id, Answer.id
        )
    )
    return [
        rules_transfer.StatementRow(
            rules_measured.Respondent(*row[:3]), rules_transfer.Statement(row[3], bool(row[4])), row[5], row[6]
        )
        for row in rows
    ]


def returns_of_item(item: KnowledgeItem) -> dict[Stage, rules_measured.StageScore]:
    """How an item was answered in all of its versions, by stage; of all years. One query."""
    rows = db.session.execute(
        select(Issued.stage, Answer.is_right, Answer.instead, func.count())
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Question, Question.id == Answer.question_id)
        .join(KnowledgeItemVersion, KnowledgeItemVersion.id == Question.item_version_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .where(KnowledgeItemVersion.item_id == item.id, issuing.was_issued())
        .group_by(Issued.stage, Answer.is_right, Answer.instead)
    )
    found: dict[Stage, rules_measured.StageScore] = {}
    for stage, is_right, instead, how_many in rows:
        found[stage] = found.get(stage, rules_measured.StageScore()).and_more(is_right, instead, how_many)
    return {stage: found[stage] for stage in OF_THE_PERSON if stage in found}


def topics(item_ids: Iterable[int]) -> dict[int, KnowledgeItem]:
    """By number."""
    return {each.id: each for each in db.session.scalars(select(KnowledgeItem).where(KnowledgeItem.id.in_(item_ids)))}


def _in(scope: AnswerScope, *columns: Any, with_whose: bool = True) -> Select[Any]:
    """Booking, person and session of each person's answer, then these columns: found from the questions down, which are
    few; on SQLite those of a period or a course from its sessions down.

    A Learning Week asks once for all of it: its answers are no single course's. Over all courses, bespoke work is told
    apart, as in the report.
    """
    booking_id = not_first(Booking.id) if scope.is_about_some_sessions else Booking.id
    whose = (Booking.id, Booking.practitioner_id, TrainingSession.id)
    wanted = (
        select(*(whose if with_whose else ()), *columns)
        .select_from(Question)
        .join(Answer, Answer.question_id == Question.id)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Booking, booking_id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .where(issuing.was_issued())
    )
    if scope.since or scope.until:
        wanted = wanted.where(began_between(scope.since or date.min, scope.until or date.max))
    if scope.course_id is None:
        return wanted.where(Course.strand != Strand.BESPOKE)
    return wanted.where(Course.id == scope.course_id, TrainingSession.learning_week_id.is_(None))
