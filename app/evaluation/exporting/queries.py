"""Everything that was answered, as it is exported: two queries, however much it is."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select

from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.core import clock
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.answering.queries_scope import answers
from app.evaluation.exporting import rules
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.scope import AnswerScope
from app.evaluation.stages import Stage
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.models_weeks import LearningWeek
from app.settings import queries as settings
from app.settings.rules_lists import Sectors


class _Line(NamedTuple):
    """An answer with a booking that it is about; a manager's answer for all has a line for each of theirs."""

    answer_id: int
    for_all: int | None
    question_id: int
    number: int | None
    choices: list[int] | None
    words: str
    redacted_at: datetime | None
    stage: Stage
    answered_at: datetime
    completed_on: date | None
    booking_id: int
    person_id: int
    name: str
    email: str
    agency: str | None
    sector: str | None
    course: str
    week: str | None
    starts_at: datetime

    @property
    def about(self) -> str:
        """The course, or the whole of a Learning Week, which is asked about once."""
        return self.week if self.week and self.stage is not Stage.PRE_COURSE else self.course


def exported_answers(scope: AnswerScope) -> list[rules.ExportedAnswer]:
    """Each answer once."""
    rows = db.session.execute(
        answers(
            scope,
            *(Answer.id, Answer.manager_request_id, Answer.question_id, Answer.number, Answer.choices, Answer.words),
            *(Answer.redacted_at, Issued.stage, Issued.answered_at, Issued.completed_on),
            *(Booking.id, Booking.practitioner_id, Booking.name, User.email, Agency.name, Agency.sector),
            *(Course.title, LearningWeek.name, TrainingSession.starts_at),
        )
        .join(User, User.id == Booking.practitioner_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
        .order_by(Answer.id, TrainingSession.starts_at, Booking.id)
    )
    lines = (_Line(*row) for row in rows)
    return [_exported(list(of_one)) for _, of_one in groupby(lines, key=lambda line: line.answer_id)]


def codebook(exported: Iterable[rules.ExportedAnswer]) -> rules.Codebook:
    """What these answers answer, each question with how many there are."""
    counts = Counter(answer.question_id for answer in exported)
    asked = select(Question, Questionnaire).join(Questionnaire, Questionnaire.id == Question.questionnaire_id)
    return {
        question.id: rules.ExportedQuestion(question, questionnaire, counts[question.id])
        for question, questionnaire in db.session.execute(asked)
        if counts[question.id]
    }


def _exported(lines: list[_Line]) -> rules.ExportedAnswer:
    first = lines[0]
    starts = {clock.to_london(line.starts_at).date() for line in lines}
    return rules.ExportedAnswer(
        question_id=first.question_id,
        whose=None if first.for_all else _whose(first),
        course="; ".join(dict.fromkeys(line.about for line in lines)),
        session_on=starts.pop() if len(starts) == 1 else None,
        sector="" if first.for_all else settings.current(Sectors).name_of(first.sector),
        number=first.number,
        choices=tuple(first.choices or ()),
        text=first.words,
        answered_on=first.completed_on or clock.to_london(first.answered_at).date(),
        is_from_paper=first.completed_on is not None,
        is_redacted=first.redacted_at is not None,
    )


def _whose(line: _Line) -> rules.Whose:
    return rules.Whose(line.person_id, line.booking_id, line.name, line.email, line.agency or "No agency given")
