"""Questionnaires: the ready sets, and new versions."""

from datetime import datetime

from app.database import command, db
from app.evaluation import queries
from app.evaluation.models import Measure, Question, QuestionKind, Questionnaire, Stage
from app.evaluation.rules import READY_SETS, Ask
from app.programme.models import TrainingSession


@command
def make_the_defaults(*, at: datetime) -> None:
    """The ready sets become version 1 of the defaults, where there is none yet."""
    standing = queries.default_stages()
    for (stage, is_brief), asks in READY_SETS.items():
        if (stage, is_brief) not in standing:
            questionnaire = Questionnaire(stage=stage, is_brief=is_brief, version=1, published_at=at)
            questionnaire.questions = [question_of(ask, place) for place, ask in enumerate(asks, start=1)]
            db.session.add(questionnaire)
            db.session.flush()


@command
def questionnaire_for(session: TrainingSession, stage: Stage, *, at: datetime) -> Questionnaire:
    """The one in use: what would be issued now."""
    make_the_defaults(at=at)
    return db.session.get_one(Questionnaire, queries.plan().questionnaire_id(session, stage))


def question_of(ask: Ask, position: int) -> Question:
    """A question of the bank, with its measure."""
    return Question(
        position=position,
        kind=ask.kind,
        words=ask.words,
        help="",
        measure=_measure(ask.measure, ask.kind) if ask.measure else None,
        is_required=ask.is_required,
        low_end=ask.low_end,
        high_end=ask.high_end,
        options=list(ask.options),
        is_about_needs=ask.is_about_needs,
    )


def _measure(name: str, kind: QuestionKind) -> Measure:
    measure = queries.measure_by_name(name)
    if measure is None:
        measure = Measure(name=name, kind=kind)
        db.session.add(measure)
        db.session.flush()
    return measure
