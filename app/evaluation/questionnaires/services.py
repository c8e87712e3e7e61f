"""Questionnaires: the defaults, drafts of new versions, and which version is in use."""

from datetime import datetime

from sqlalchemy import delete, exists

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.evaluation.models import Measure, Question, QuestionKind, Questionnaire
from app.evaluation.questionnaires import queries, refusals, rules
from app.evaluation.stages import Stage
from app.programme.models import Course

TURN = "questionnaires"
"""One change at a time: officers share measures, the versions and the order of questions."""


def make_the_defaults(*, at: datetime) -> None:
    """The ready sets become version 1 of the defaults, where there is none yet. A job asks this every few seconds."""
    if not queries.are_defaults_made():
        _make_the_defaults(at=at)


@command
def _make_the_defaults(*, at: datetime) -> None:
    advisory_lock(TURN)
    standing = queries.default_stages()
    for (stage, is_brief), asks in rules.DEFAULT_QUESTIONS.items():
        if (stage, is_brief) not in standing:
            questionnaire = Questionnaire(stage=stage, is_brief=is_brief, version=1, published_at=at)
            questionnaire.questions = [question_of(ask, place) for place, ask in enumerate(asks, start=1)]
            db.session.add(questionnaire)
            db.session.flush()


@command
def start_draft(
    stage: Stage, *, is_brief: bool = False, course: Course | None = None, by: User, at: datetime
) -> Questionnaire:
    """The draft of the next version of a default, or of a course's own: a copy of what is in use.

    The one that stands already, if there is one. Raises ManagersAreAskedOnce.
    """
    advisory_lock(TURN)
    if course and stage is Stage.MANAGER:
        raise refusals.ManagersAreAskedOnce
    make_the_defaults(at=at)
    return queries.draft(stage, is_brief, course) or _new_draft(stage, is_brief, course, by, at)


@command
def publish_questionnaire(draft: Questionnaire, *, by: User, at: datetime) -> None:
    """It is issued from now on; what was issued keeps its version. Raises AlreadyPublished or NothingAsked."""
    advisory_lock(TURN)
    draft.publish(at)
    audit.write(Verb.PUT_QUESTIONNAIRE_IN_USE, draft, by=by, at=at, name=draft.name_of_version)


@command
def discard_draft(draft: Questionnaire, *, by: User, at: datetime) -> None:
    """It goes with its questions. Raises AlreadyPublished."""
    advisory_lock(TURN)
    draft.must_be_a_draft()
    audit.write(Verb.DISCARDED_QUESTIONNAIRE_DRAFT, draft, by=by, at=at, name=draft.name_of_version)
    db.session.delete(draft)
    forget_unused_measures()


@command
def use_default_questionnaire(course: Course, stage: Stage, *, by: User, at: datetime) -> None:
    """The course's own versions are retired, with the answers to them kept; a draft stays a draft."""
    advisory_lock(TURN)
    for questionnaire in queries.not_retired(course, stage):
        questionnaire.retired_at = at
    audit.write(Verb.GAVE_DEFAULT_QUESTIONNAIRE, course, by=by, at=at, stage=stage)


def question_of(ask: rules.Ask, position: int, *, new_measure: str = "") -> Question:
    """A new question that asks this. Raises what `configure_question` does."""
    question = Question(position=position)
    configure_question(question, ask, new_measure=new_measure)
    return question


def configure_question(question: Question, ask: rules.Ask, *, new_measure: str = "") -> None:
    """What doesn't belong to its kind is left out. `new_measure` names one that isn't there yet.

    Raises MeasureAsksOtherwise or MeasureNameTaken.
    """
    kind = ask.kind
    measure = _measure_of(ask, new_measure) if kind.can_be_measured else None
    question.kind, question.words, question.help, question.measure = kind, ask.words, ask.help, measure
    question.is_required = ask.is_required and kind is not QuestionKind.SECTION
    question.low_end, question.high_end = (ask.low_end, ask.high_end) if kind.is_scale else ("", "")
    question.options = list(ask.options) if kind.has_options else []
    question.is_about_needs = ask.is_about_needs and kind.is_text


def forget_unused_measures() -> None:
    """A name that nothing asks any more isn't offered to be chosen."""
    db.session.flush()
    db.session.execute(delete(Measure).where(~exists().where(Question.measure_id == Measure.id)))


def _new_draft(stage: Stage, is_brief: bool, course: Course | None, by: User, at: datetime) -> Questionnaire:
    in_use = queries.in_use()
    used = in_use.of_course(course, stage) if course else in_use.ids[None, stage, is_brief]
    copied = db.session.get_one(Questionnaire, used)
    draft = Questionnaire(
        stage=stage,
        is_brief=is_brief,
        course=course,
        version=queries.last_version(stage, is_brief, course) + 1,
        questions=[
            question_of(rules.ask_of(question), place) for place, question in enumerate(copied.questions, start=1)
        ],
    )
    db.session.add(draft)
    audit.write(Verb.STARTED_QUESTIONNAIRE_DRAFT, draft, by=by, at=at, name=draft.name_of_version)
    return draft


def _measure_of(ask: rules.Ask, new_measure: str) -> Measure | None:
    if new_measure:
        return _named(new_measure, ask.kind)
    return _measure(ask.measure, ask.kind) if ask.measure else None


def _named(name: str, kind: QuestionKind) -> Measure:
    if name.casefold() in {measure.name.casefold() for measure in queries.measures()}:
        raise refusals.MeasureNameTaken
    return _measure(name, kind)


def _measure(name: str, kind: QuestionKind) -> Measure:
    measure = queries.measure_by_name(name)
    if measure is None:
        measure = Measure(name=name, kind=kind)
        db.session.add(measure)
        db.session.flush()
    if measure.kind is not kind:
        raise refusals.MeasureAsksOtherwise(
            f"“{name}” is always asked in one way: {measure.kind.words.lower()}. Choose that, or another measure."
        )
    return measure
