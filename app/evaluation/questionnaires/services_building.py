"""What the office does to the questions of a draft. Each takes its turn before it reads, so that no order breaks."""

from app.core.database import advisory_lock, command, db
from app.evaluation.models import Question, Questionnaire
from app.evaluation.questionnaires import rules, services


@command
def add_question(draft: Questionnaire, ask: rules.Ask, *, new_measure: str = "") -> Question:
    """At its end; a heading too. `new_measure` names one that isn't there yet.

    Raises AlreadyPublished, OptionsUnclear, EndsUnclear, MeasureAsksOtherwise, MeasureAskedTwice or MeasureNameTaken.
    """
    advisory_lock(services.TURN)
    draft.must_be_a_draft()
    last = max((question.position for question in draft.questions), default=0)
    question = services.question_of(ask, last + 1, new_measure=new_measure)
    draft.questions.append(question)
    draft.must_be_clear_about(question)
    return question


@command
def edit_question(question: Question, ask: rules.Ask, *, new_measure: str = "") -> None:
    """It asks this instead. Raises what `add_question` does."""
    advisory_lock(services.TURN)
    question.questionnaire.must_be_a_draft()
    services.configure_question(question, ask, new_measure=new_measure)
    question.questionnaire.must_be_clear_about(question)
    services.forget_unused_measures()


@command
def move_question(question: Question, *, up: bool) -> None:
    """Past its neighbour; the first stays first, and the last last. Raises AlreadyPublished."""
    advisory_lock(services.TURN)
    question.questionnaire.must_be_a_draft()
    questions = question.questionnaire.questions
    place = questions.index(question)
    there = place - 1 if up else place + 1
    if 0 <= there < len(questions):
        _swap(question, questions[there])


@command
def remove_question(question: Question) -> None:
    """Raises AlreadyPublished."""
    advisory_lock(services.TURN)
    question.questionnaire.must_be_a_draft()
    question.questionnaire.questions.remove(question)
    services.forget_unused_measures()


def _swap(one: Question, other: Question) -> None:
    """The database lets no place be taken twice, even for a moment: one of them steps aside first."""
    first, second = one.position, other.position
    for question, position in ((one, 0), (other, first), (one, second)):
        question.position = position
        db.session.flush()
