"""What belongs to a scope, as SQL."""

from sqlalchemy import ColumnElement, and_, exists, true

from app.accounts.models import Agency
from app.booking.models import Booking
from app.evaluation.answering.models import Answer
from app.evaluation.issuing import queries as issuing
from app.evaluation.kinds import Instead
from app.evaluation.models import Question
from app.evaluation.scope import TOLD_APART, Dimension, Scope
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession, session_trainer
from app.programme.queries_periods import began_between


def has_its_place_here() -> tuple[ColumnElement[bool], ...]:
    """SQL: not what somebody would rather not say, nor what is scored, which has a page of its own (`knowledge`)."""
    return Answer.instead.is_distinct_from(Instead.DECLINED), Question.item_version_id.is_(None)


def within(scope: Scope) -> ColumnElement[bool]:
    """SQL, of a query that joins issued, booking, session, course and agency: what the scope holds and was issued."""
    of_the_rest = TrainingSession.learning_week_id.is_(None) if scope.of.leaves_weeks_out else true()
    return and_(began_between(scope.since, scope.until), issuing.was_issued(), _of(scope), of_the_rest)


def pooled(scope: Scope) -> ColumnElement[bool]:
    """SQL, beside `within`: without bespoke work where the scope pools courses."""
    return Course.strand.not_in(TOLD_APART) if scope.of.is_pooled_over_courses else true()


def _of(scope: Scope) -> ColumnElement[bool]:
    taught = exists().where(
        session_trainer.c.session_id == TrainingSession.id,
        session_trainer.c.trainer_id == scope.id,
        session_trainer.c.is_confirmed,
    )
    return {
        Dimension.EVERYTHING: true(),
        Dimension.COURSE: TrainingSession.course_id == scope.id,
        Dimension.SESSION: TrainingSession.id == scope.id,
        Dimension.TRAINER: taught,
        Dimension.STRAND: Course.strand == scope.key,
        Dimension.WEEK: TrainingSession.learning_week_id == scope.id,
        Dimension.AGENCY: Booking.agency_id == scope.id,
        Dimension.SECTOR: Agency.sector == scope.key,
    }[scope.of]
