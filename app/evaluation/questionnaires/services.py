"""Questionnaires: the defaults, drafts of new versions, and which version is in use."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, or_

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.questionnaires import queries, refusals, rules, rules_ready
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
    for (stage, is_brief), asks in rules_ready.DEFAULT_QUESTIONS.items():
        if (stage, is_brief) not in standing:
            of = {"stage": stage, "is_brief": is_brief, "version": 1, "published_at": at}
            db.session.add(Questionnaire(**of, ready_set=rules_ready.READY_SET, questions=_questions_of(asks)))
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
def draft_new_default(of: Questionnaire, *, by: User, at: datetime) -> Questionnaire:
    """Our newer ready questions as a draft of the next version of a default. Raises NothingNewer."""
    advisory_lock(TURN)
    if of not in queries.with_newer_defaults():
        raise refusals.NothingNewer
    draft = Questionnaire(
        stage=of.stage,
        is_brief=of.is_brief,
        version=queries.last_version(of.stage, of.is_brief, None) + 1,
        ready_set=rules_ready.READY_SET,
        questions=_questions_of(rules_ready.DEFAULT_QUESTIONS[of.stage, of.is_brief]),
    )
    db.session.add(draft)
    audit.write(Verb.STARTED_QUESTIONNAIRE_DRAFT, draft, by=by, at=at, name=draft.name_of_version)
    return draft


@command
def keep_own_default(of: Questionnaire, *, by: User, at: datetime) -> None:
    """The office has seen the newer ready questions and keeps what it has: they aren't offered again."""
    advisory_lock(TURN)
    of.ready_set = rules_ready.READY_SET
    audit.write(Verb.KEPT_OWN_DEFAULT_QUESTIONNAIRE, of, by=by, at=at, name=of.name_of_version)


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
    """What doesn't belong to its kind is left out; `follow` sets its condition. `new_measure` names one that isn't yet
    there.

    Raises MeasureAsksOtherwise or MeasureNameTaken.
    """
    kind, is_section = ask.kind, ask.kind is QuestionKind.SECTION
    measure = _measure_of(ask, new_measure) if kind.can_be_measured else None
    question.kind, question.words, question.help = kind, ask.words, ask.help
    question.measure, question.then_measure = (None, measure) if ask.is_then else (measure, None)
    question.is_required = ask.is_required and not is_section
    question.can_be_declined = ask.can_be_declined and not is_section
    question.offers_not_applicable = ask.offers_not_applicable and not is_section
    question.is_in_transfer_index = ask.is_in_transfer_index and kind is QuestionKind.AGREE
    question.is_reversed = ask.is_reversed and question.is_in_transfer_index
    question.item_version = ask.item
    question.low_end, question.high_end = (ask.low_end, ask.high_end) if kind.is_scale else ("", "")
    question.options = list(ask.options) if kind.has_options else []
    question.is_about_needs = ask.is_about_needs and kind.is_text


def follow(question: Question, condition: rules.Condition | None, questions: Sequence[Question]) -> None:
    """It is asked only after these answers to an earlier question; of everybody where there is no such question."""
    earlier = [each for each in questions if each.position < question.position]
    found = [each for each in earlier if condition and each.words == condition.words]
    question.shown_if = found[-1] if found else None
    question.shown_if_numbers = list(condition.numbers) if condition and found else []


def forget_unused_measures() -> None:
    """A name that nothing asks any more isn't offered to be chosen."""
    db.session.flush()
    is_asked = exists().where(or_(Question.measure_id == Measure.id, Question.then_measure_id == Measure.id))
    db.session.execute(delete(Measure).where(~is_asked))


def _new_draft(stage: Stage, is_brief: bool, course: Course | None, by: User, at: datetime) -> Questionnaire:
    in_use = queries.in_use()
    used = in_use.of_course(course, stage) if course else in_use.ids[None, stage, is_brief]
    copied = db.session.get_one(Questionnaire, used)
    draft = Questionnaire(
        stage=stage,
        is_brief=is_brief,
        course=course,
        version=queries.last_version(stage, is_brief, course) + 1,
        ready_set=copied.ready_set,
        questions=_questions_of(rules.ask_of(question) for question in copied.questions),
    )
    db.session.add(draft)
    audit.write(Verb.STARTED_QUESTIONNAIRE_DRAFT, draft, by=by, at=at, name=draft.name_of_version)
    return draft


def _questions_of(asks: Iterable[rules.Ask]) -> list[Question]:
    """Each with its condition, in their order."""
    questions: list[Question] = []
    for place, ask in enumerate(asks, start=1):
        question = question_of(ask, place)
        follow(question, ask.shown_if, questions)
        questions.append(question)
    return questions


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
