"""Forms made of a questionnaire's questions."""

from typing import Any

from app.evaluation.models import Issued, ManagerRequest, Question, QuestionKind, Questionnaire
from app.evaluation.rules import NEVER_NAME, USEFULNESS, YES_NO
from app.evaluation.services import Answers
from app.fields import Form, choice_field, long_text_field

_SCALE_ENDS = "1 is not at all, 10 is as much as could be."


def questionnaire_form(questionnaire: Questionnaire) -> Form:
    """A form with one field a question."""
    fields = {_name(question): _field(question) for question in questionnaire.questions}
    form: Form = type("QuestionnaireForm", (Form,), fields)()
    return form


def answers_of(form: Form, questionnaire: Questionnaire, prefix: str = "") -> Answers:
    return {question.id: form[prefix + _name(question)].data for question in questionnaire.questions}


def manager_form(request: ManagerRequest) -> Form:
    """The same two questions about each person, and one comment for all of them."""
    fields: dict[str, Any] = {
        _prefix(issued) + _name(question): _field(question, f" about {issued.booking.name}")
        for issued in request.people
        for question in issued.questionnaire.questions
    }
    fields["comment"] = long_text_field(
        "What have you seen, in supervision, appraisal or day to day? (optional)", hint=NEVER_NAME
    )
    form: Form = type("ManagerForm", (Form,), fields)()
    return form


def fields_about(form: Form, issued: Issued) -> list[Any]:
    """The fields about one of a manager's people."""
    return [form[_prefix(issued) + _name(question)] for question in issued.questionnaire.questions]


def manager_answers(form: Form, request: ManagerRequest) -> dict[int, Answers]:
    return {issued.id: answers_of(form, issued.questionnaire, _prefix(issued)) for issued in request.people}


def _name(question: Question) -> str:
    return f"question_{question.id}"


def _prefix(issued: Issued) -> str:
    return f"about_{issued.id}_"


def _field(question: Question, about: str = "") -> Any:
    if question.kind is QuestionKind.TEXT:
        optional = "" if question.is_required else " (optional)"
        return long_text_field(question.words + optional, hint=NEVER_NAME)
    ticks = {
        QuestionKind.SCALE: {number: str(number) for number in range(1, 11)},
        QuestionKind.USEFULNESS: USEFULNESS,
        QuestionKind.YES_NO: YES_NO,
    }[question.kind]
    hint = _SCALE_ENDS if question.kind is QuestionKind.SCALE else ""
    return choice_field(
        question.words, ticks.items(), required=f"Answer “{question.words}”{about}", hint=hint, coerce=int
    )
