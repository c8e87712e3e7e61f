"""What is due to be settled, and all that it is worked out of."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.people.queries import merged_into
from app.booking.models import Booking
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.cutoff import quarter_after, quarter_begun_in
from app.evaluation.issuing import queries as issuing
from app.evaluation.kinds import Instead
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.settling import queries_settled, rules
from app.evaluation.settling.models import SettledQuarter
from app.evaluation.settling.rules_groups import SettledGroup
from app.evaluation.settling.rules_subjects import NOT_APPLICABLE, AskedRow, YearsAnswers
from app.evaluation.stages import Shape, Stage
from app.evaluation.timing import queries as timing
from app.evaluation.timing.models import Timing
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.queries_periods import began_between


@dataclass(frozen=True)
class OpenStage:
    """A stage of which some quarters of a year aren't settled, and when the last of them can be."""

    stage: Stage
    quarters: Sequence[date]
    settles_at: datetime


def open_stages(year_begins: date) -> list[OpenStage]:
    """What of a programme year's evaluation isn't settled; nothing of years before there were sessions."""
    first = db.session.scalar(select(func.min(TrainingSession.starts_at)))
    quarters = rules.quarters_of_year(date(year_begins.year + 1, 1, 1))
    if first is None or quarters[-1] < quarter_begun_in(first):
        return []
    settled = {(each.stage, each.quarter) for each in queries_settled.settled_quarters(quarters)}
    missing = {stage: [each for each in quarters if (stage, each) not in settled] for stage in Stage}
    return [OpenStage(stage, waits, settles_at(stage, waits[-1])) for stage, waits in missing.items() if waits]


def due(at: datetime) -> list[tuple[date, Stage]]:
    """Quarters of which a stage can be settled, in their order: a year's later ones wait for its earlier ones.

    From the first of the year on in which our first session began, so that a year is whole.
    """
    first = db.session.scalar(select(func.min(TrainingSession.starts_at)))
    if first is None:
        return []
    settled = {(each.quarter, each.stage) for each in db.session.scalars(select(SettledQuarter))}
    began = rules.quarters_of_year(quarter_begun_in(first))[0]
    return [(quarter, stage) for stage in Stage for quarter in _due_of(stage, began, settled, at=at)]


def settles_at(stage: Stage, quarter: date) -> datetime:
    """When a stage of a quarter is settled, unless something of it is open still."""
    return rules.settles_at(stage, quarter, _timings(stage))


def _due_of(stage: Stage, quarter: date, settled: Collection[tuple[date, Stage]], *, at: datetime) -> Iterator[date]:
    timings = _timings(stage)
    while rules.settles_at(stage, quarter, timings) <= at:
        if (quarter, stage) not in settled:
            if is_open(stage, quarter, at=at):
                return
            yield quarter
        quarter = quarter_after(quarter)


def is_open(stage: Stage, quarter: date, *, at: datetime) -> bool:
    """Somebody can still answer about a session of it."""
    wanted = (
        select(Issued.id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Issued.answered_at.is_(None),
            Issued.closes_at > at,
            Issued.stage == stage,
            issuing.was_issued(),
            _began_in(quarter),
        )
    )
    return db.session.scalar(select(wanted.exists())) or False


def to_settle(quarter: date, stage: Stage) -> list[SettledGroup]:
    """What a stage of a quarter adds, and what of its year still waits."""
    quarters = rules.quarters_of_year(quarter)
    earlier = queries_settled.settled_groups([stage], quarters)
    answers = years_answers(stage, quarters)
    found = rules.settled_groups(answers, stage, ends_year=rules.ends_its_year(quarter), earlier=earlier)
    return [replace(each, quarter=quarter) for each in found]


def years_answers(stage: Stage, quarters: Sequence[date]) -> YearsAnswers:
    """Three queries; more than anybody wants to wait for at a screen."""
    compared = [Stage.PRE_COURSE] if stage in (Stage.POST_COURSE, Stage.IMPACT) else []
    within = (
        Issued.stage.in_([stage, *compared]),
        issuing.was_issued(),
        began_between(quarters[0], _last_day(quarters[-1])),
    )
    roots = merged_into()
    rows = db.session.execute(
        select(
            Issued.id,
            Issued.stage,
            Issued.booking_id,
            Booking.practitioner_id,
            TrainingSession.id,
            TrainingSession.course_id,
            Course.strand,
            Issued.answered_at.is_not(None),
            TrainingSession.learning_week_id,
            Booking.agency_id,
            func.coalesce(ManagerRequest.manager_email, Booking.manager_email, ""),
            Issued.cannot_say.is_not(None),
            Issued.questionnaire_id,
        )
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(ManagerRequest, ManagerRequest.id == Issued.manager_request_id)
        .where(*within)
        .order_by(TrainingSession.starts_at, Issued.id)
    )
    numbers = db.session.execute(
        select(Answer.issued_id, Answer.question_id, func.coalesce(Answer.number, NOT_APPLICABLE))
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Question.item_version_id.is_(None), *within)
        .where(or_(Answer.number.is_not(None), Answer.instead == Instead.NOT_APPLICABLE))
        .order_by(Answer.id)
    )
    return YearsAnswers(
        [_asked_row(roots, *row) for row in rows],
        [(issued_id or 0, question_id, number) for issued_id, question_id, number in numbers],
        {each.id: each for each in db.session.scalars(select(Question))},
    )


def _asked_row(roots: Mapping[int, int], *columns: Any) -> AskedRow:
    *of_row, agency_id, manager, cannot_say, questionnaire_id = columns
    return AskedRow(*(*of_row, roots.get(agency_id, agency_id), manager.lower(), cannot_say, questionnaire_id))


def _timings(stage: Stage) -> list[Timing]:
    """All that are in force."""
    set_by_office = timing.timings()
    return [
        *(set_by_office.of_shape(shape, stage) for shape in Shape),
        *(each for (_, of_stage), each in set_by_office.of_courses.items() if of_stage is stage),
    ]


def _began_in(quarter: date) -> ColumnElement[bool]:
    return began_between(quarter, _last_day(quarter))


def _last_day(quarter: date) -> date:
    return date.fromordinal(quarter_after(quarter).toordinal() - 1)
