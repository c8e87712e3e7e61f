"""Scored answers, answers to measures beside them and thinking back, and the statements of the transfer index."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.booking.models import Booking
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.answering.queries_scope import answers
from app.evaluation.issuing import queries as issuing
from app.evaluation.knowledge import rules_measured, rules_transfer
from app.evaluation.models import Measure, Question
from app.evaluation.models_issued import Issued
from app.evaluation.models_knowledge import KnowledgeItem, KnowledgeItemVersion
from app.evaluation.scope import AnswerScope
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession


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
    """What those answered to the measures who were scored, or thought back. One query."""
    theirs, asked = aliased(Issued), aliased(Question)
    answer = aliased(Answer)
    is_wanted = exists(
        select(answer.id)
        .join(theirs, theirs.id == answer.issued_id)
        .join(asked, asked.id == answer.question_id)
        .where(
            theirs.booking_id == Issued.booking_id,
            or_(asked.item_version_id.is_not(None), asked.then_measure_id.is_not(None)),
        )
    )
    wanted = _in(scope, Issued.stage, Measure.name, Question.then_measure_id.is_not(None), Answer.number)
    rows = db.session.execute(
        wanted.join(Measure, Measure.id == func.coalesce(Question.measure_id, Question.then_measure_id)).where(
            Answer.number.is_not(None), Issued.stage.in_(OF_THE_PERSON), is_wanted
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


def _in(scope: AnswerScope, *columns: Any) -> Select[Any]:
    """Booking, person and session of each answer, then these columns.

    A Learning Week asks once for all of it: its answers are no single course's. Over all courses, bespoke work is told
    apart, as in the report.
    """
    whose = (Booking.id, Booking.practitioner_id, TrainingSession.id)
    wanted = answers(replace(scope, stage=None), *whose, *columns)
    if scope.course_id is not None:
        return wanted.where(TrainingSession.learning_week_id.is_(None))
    return wanted.join(Course, Course.id == TrainingSession.course_id).where(Course.strand != Strand.BESPOKE)
