"""What the office does to the questions of a draft. Each takes its turn before it reads, so that no order breaks."""

from app.core.database import advisory_lock, command, db
from app.evaluation.models import Question, Questionnaire
from app.evaluation.questionnaires import rules, services
from app.evaluation.refusals import OthersDependOnIt, ScoredByTheBank


@command
def add_question(draft: Questionnaire, ask: rules.Ask, *, new_measure: str = "") -> Question:
    """At its end; a heading too. `new_measure` names one that isn't there yet.

    Raises AlreadyPublished, MeasureAsksOtherwise, MeasureNameTaken or what `must_be_clear_about` does.
    """
    advisory_lock(services.TURN)
    draft.must_be_a_draft()
    last = max((question.position for question in draft.questions), default=0)
    question = services.question_of(ask, last + 1, new_measure=new_measure)
    services.follow(question, ask.shown_if, draft.questions)
    draft.questions.append(question)
    draft.must_be_clear_about(question)
    return question


@command
def edit_question(question: Question, ask: rules.Ask, *, new_measure: str = "") -> None:
    """It asks this instead. Raises ScoredByTheBank or what `add_question` does."""
    advisory_lock(services.TURN)
    question.questionnaire.must_be_a_draft()
    if question.item_version:
        raise ScoredByTheBank
    services.configure_question(question, ask, new_measure=new_measure)
    services.follow(question, ask.shown_if, question.questionnaire.questions)
    question.questionnaire.must_be_clear_about(question)
    services.forget_unused_measures()


@command
def move_question(question: Question, *, up: bool) -> None:
    """Past its neighbour; the first stays first, and the last last. Raises AlreadyPublished or ConditionUnclear."""
    advisory_lock(services.TURN)
    question.questionnaire.must_be_a_draft()
    questions = question.questionnaire.questions
    place = questions.index(question)
    there = place - 1 if up else place + 1
    if 0 <= there < len(questions):
        _swap(question, questions[there])
        question.questionnaire.must_have_clear_conditions()


@command
def remove_question(question: Question) -> None:
    """Raises AlreadyPublished or OthersDependOnIt."""
    advisory_lock(services.TURN)
    question.questionnaire.must_be_a_draft()
    if any(each.shown_if is question for each in question.questionnaire.questions):
        raise OthersDependOnIt
    question.questionnaire.questions.remove(question)
    services.forget_unused_measures()


def _swap(one: Question, other: Question) -> None:
    """The database lets no place be taken twice, even for a moment: one of them steps aside first."""
    first, second = one.position, other.position
    for question, position in ((one, 0), (other, first), (one, second)):
        question.position = position
        db.session.flush()
