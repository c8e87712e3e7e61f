"""Who was asked and what they answered, as it is exported: some sessions at a time, however many there are."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Agency, User
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core import clock
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.answering.queries_scope import answers, answers_about
from app.evaluation.cutoff import cut_off_at, quarter_begun_in
from app.evaluation.exporting import rules, rules_codebook
from app.evaluation.issuing.queries import was_issued
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.scope import AnswerScope
from app.programme.models import Course, Trainer
from app.programme.models_sessions import TrainingSession, session_trainer
from app.programme.models_weeks import LearningWeek
from app.programme.periods import programme_year
from app.programme.queries_periods import began_between
from app.settings import queries as settings
from app.settings.rules_lists import Sectors

SESSIONS_AT_A_TIME = 40
REQUESTS_AT_A_TIME = 400


def how_many_asked(scope: AnswerScope) -> int:
    """Questionnaires that were issued about the sessions of a scope."""
    return db.session.scalar(_asked(scope, func.count(Issued.id))) or 0


def how_many_answers(scope: AnswerScope) -> int:
    """Each once, whomever it is about."""
    return db.session.scalar(select(func.count(answers_about(scope).c.answer_id.distinct()))) or 0


def batches(scope: AnswerScope, *, at: datetime) -> Iterator[rules.Batch]:
    """All of a scope: session after session, then what managers said once for all of their people.

    Three queries for each forty sessions, so that a file of years takes no more memory than one of a week.
    """
    sessions = db.session.scalars(_sessions(scope)).all()
    requests: set[int] = set()
    for first in range(0, len(sessions), SESSIONS_AT_A_TIME):
        batch, asked_of = _batch(sessions[first : first + SESSIONS_AT_A_TIME], at=at)
        requests |= asked_of
        yield batch
    yield from _for_all(scope, requests)


def codebook(scope: AnswerScope) -> rules_codebook.Codebook:
    """What the answers of a scope answer, each question with how many there are."""
    wanted = answers(scope, Question.id, func.count(Answer.id.distinct())).group_by(Question.id)
    counts: Counter[int] = Counter(dict(db.session.execute(wanted).all()))
    asked = (
        select(Question, Questionnaire)
        .join(Questionnaire, Questionnaire.id == Question.questionnaire_id)
        .options(joinedload(Question.item_version), joinedload(Question.then_measure))
    )
    return rules_codebook.Codebook(
        {
            question.id: rules_codebook.ExportedQuestion(question, questionnaire, counts[question.id])
            for question, questionnaire in db.session.execute(asked)
            if counts[question.id]
        }
    )


def _asked(scope: AnswerScope, *columns: Any) -> Select[Any]:
    wanted = (
        select(*columns)
        .select_from(TrainingSession)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .join(Issued, Issued.booking_id == Booking.id)
        .where(was_issued())
    )
    return wanted.where(*_in_scope(scope))


def _in_scope(scope: AnswerScope) -> list[Any]:
    conditions: list[Any] = []
    if scope.course_id is not None:
        conditions.append(TrainingSession.course_id == scope.course_id)
    if scope.since or scope.until:
        conditions.append(began_between(scope.since or date.min, scope.until or date.max))
    return conditions


def _sessions(scope: AnswerScope) -> Select[int]:
    """By date and title, as the rows are."""
    wanted = select(TrainingSession.id).join(Course, Course.id == TrainingSession.course_id).where(*_in_scope(scope))
    return wanted.order_by(TrainingSession.starts_at, Course.title, TrainingSession.id)


def _batch(session_ids: Sequence[int], *, at: datetime) -> tuple[rules.Batch, set[int]]:
    """All that was asked about these sessions, with what was answered; and the requests to managers it was part of."""
    facts, sectors = _facts(session_ids), settings.current(Sectors)
    rows = db.session.execute(
        select(*_FACTS_ASKED)
        .join(Booking, Booking.id == Issued.booking_id)
        .join(User, User.id == Booking.practitioner_id)
        .outerjoin(Agency, Agency.id == Booking.agency_id)
        .where(was_issued(), Booking.session_id.in_(session_ids))
    ).all()
    asked = {row.issued_id: _asked_row(row, facts[row.session_id], sectors, at=at) for row in rows}
    requests = {row.manager_request_id for row in rows if row.manager_request_id}
    return rules.Batch(list(asked.values()), list(_answers_of(asked, session_ids))), requests


_FACTS_ASKED = (
    *(Issued.id.label("issued_id"), Issued.manager_request_id, Issued.stage, Issued.questionnaire_id),
    *(Issued.issued_at, Issued.closes_at, Issued.answered_at, Issued.completed_on),
    *(Issued.mode, Issued.is_only_on_paper, Issued.cannot_say),
    *(Booking.id.label("booking_id"), Booking.practitioner_id, Booking.name, Booking.session_id),
    *(Booking.state, Booking.outcome, User.email),
    *(Agency.id.label("agency_id"), Agency.name.label("agency"), Agency.sector),
)


def _asked_row(row: Any, session: rules.SessionFacts, sectors: Sectors, *, at: datetime) -> rules.ExportedAsked:
    return rules.ExportedAsked(
        issued_id=row.issued_id,
        booking_id=row.booking_id,
        person_id=row.practitioner_id,
        name=row.name,
        email=row.email,
        agency_id=row.agency_id,
        agency=row.agency or "No agency given",
        sector=sectors.name_of(row.sector),
        session=session,
        stage=row.stage,
        questionnaire_id=row.questionnaire_id,
        state=row.state.value,
        outcome=row.outcome.value if row.outcome else None,
        is_walk_in=row.state is BookingState.WALKED_IN,
        issued_at=row.issued_at,
        closes_at=row.closes_at,
        is_closed=row.closes_at <= at,
        answered_at=row.answered_at,
        completed_on=row.completed_on,
        mode=row.mode,
        is_only_on_paper=row.is_only_on_paper,
        cannot_say=row.cannot_say,
        quarter=quarter_begun_in(session.starts_at),
        year=programme_year(session.on),
        counts_from=cut_off_at(row.stage, session.starts_at),
    )


def _answers_of(asked: dict[int, rules.ExportedAsked], session_ids: Sequence[int]) -> Iterator[rules.ExportedAnswer]:
    rows = db.session.execute(
        select(Answer.issued_id, *_GIVEN)
        .join(Issued, Issued.id == Answer.issued_id)
        .join(Booking, Booking.id == Issued.booking_id)
        .where(Booking.session_id.in_(session_ids))
    )
    for issued_id, *given in rows:
        whose = asked.get(issued_id or 0)
        if whose and whose.answered_at:
            yield _answer(given, whose, whose.session.about(whose.stage), whose.session.on, _answered_on(whose))


_GIVEN = (
    *(Answer.question_id, Answer.number, Answer.choices, Answer.words, Answer.redacted_at),
    *(Answer.instead, Answer.is_right),
)


def _answered_on(whose: rules.ExportedAsked) -> date | None:
    return whose.completed_on or (clock.to_london(whose.answered_at).date() if whose.answered_at else None)


def _answer(
    given: Sequence[Any], whose: rules.ExportedAsked | None, about: str, session_on: date | None, on: date | None
) -> rules.ExportedAnswer:
    question_id, number, choices, words, redacted_at, instead, is_right = given
    return rules.ExportedAnswer(
        question_id=question_id,
        number=number,
        choices=tuple(choices or ()),
        text=words,
        is_redacted=redacted_at is not None,
        instead=instead,
        is_right=is_right,
        asked=whose,
        about=about,
        session_on=session_on,
        answered_on=on,
    )


def _for_all(scope: AnswerScope, requests: Collection[int]) -> Iterator[rules.Batch]:
    """What a manager said once: nobody's, and it names each of the courses in the scope."""
    in_order = sorted(requests)
    for first in range(0, len(in_order), REQUESTS_AT_A_TIME):
        these = in_order[first : first + REQUESTS_AT_A_TIME]
        ids = db.session.scalars(select(Answer.id).where(Answer.manager_request_id.in_(these))).all()
        rows = db.session.execute(
            answers(
                scope,
                *(Answer.id, *_GIVEN),
                *(Issued.answered_at, Course.title, LearningWeek.name, TrainingSession.starts_at),
                these=ids,
            )
            .join(Course, Course.id == TrainingSession.course_id)
            .outerjoin(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
            .order_by(Answer.id, TrainingSession.starts_at, Booking.id)
        )
        found = []
        for _, of_one in groupby(rows, key=lambda row: row[0]):
            lines = [tuple(line) for line in of_one]
            days = {clock.to_london(line[-1]).date() for line in lines}
            about = "; ".join(dict.fromkeys(line[-2] or line[-3] for line in lines))
            said_on = clock.to_london(lines[0][-4]).date() if lines[0][-4] else None
            found.append(_answer(lines[0][1:-4], None, about, days.pop() if len(days) == 1 else None, said_on))
        yield rules.Batch(answers=found)


def _facts(session_ids: Sequence[int]) -> dict[int, rules.SessionFacts]:
    taught: dict[int, list[tuple[int, str]]] = {}
    confirmed = (
        select(session_trainer.c.session_id, Trainer.id, Trainer.name)
        .join(Trainer, Trainer.id == session_trainer.c.trainer_id)
        .where(session_trainer.c.session_id.in_(session_ids), session_trainer.c.is_confirmed)
        .order_by(Trainer.name, Trainer.id)
    )
    for session_id, trainer_id, name in db.session.execute(confirmed):
        taught.setdefault(session_id, []).append((trainer_id, name))
    wanted = (
        select(
            *(TrainingSession.id, TrainingSession.starts_at, Course.id, Course.title, Course.strand),
            *(LearningWeek.id, LearningWeek.name),
        )
        .join(Course, Course.id == TrainingSession.course_id)
        .outerjoin(LearningWeek, LearningWeek.id == TrainingSession.learning_week_id)
        .where(TrainingSession.id.in_(session_ids))
    )
    return {
        row[0]: rules.SessionFacts(
            *(row[0], row[1], row[2], row[3], row[4].value, row[5], row[6]), tuple(taught.get(row[0], ()))
        )
        for row in db.session.execute(wanted)
    }
