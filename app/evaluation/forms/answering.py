"""Forms made of a questionnaire's questions."""

from typing import Any

from wtforms.validators import StopValidation, ValidationError

from app.booking.models import Booking, Outcome
from app.evaluation.models import CannotSay, Issued, ManagerRequest, Question, QuestionKind, Questionnaire
from app.evaluation.rules import NEVER_NAME
from app.evaluation.services import Answers
from app.fields import Form, choice_field, long_text_field, text_field, ticks_field

Draft = dict[str, Any]
"""A started answer, by the names of the form's fields."""


def questionnaire_form(questionnaire: Questionnaire, draft: Draft | None = None) -> Form:
    """A form with one field a question; what was started stands in it."""
    return _form({_name(question): _field(question) for question in questionnaire.asked}, draft)


def answers_of(form: Form, questionnaire: Questionnaire) -> Answers:
    return _answers(form, questionnaire.asked)


def manager_form(request: ManagerRequest) -> Form:
    """The same questions about each person, or why nothing can be said, and what is asked once for all of them."""
    fields: dict[str, Any] = {}
    for issued in request.people:
        about = _prefix(issued)
        for question in issued.questionnaire.about_a_person:
            fields[about + _name(question)] = _field(question, about)
        fields[about + CANNOT_SAY] = _cannot_say(issued, about)
    fields |= {_name(question): _field(question) for question in request.questionnaire.about_all}
    form = _form(fields, request.draft)
    form.people = {_prefix(issued): issued.booking.name for issued in request.people}
    return form


def a_made_up_request(questionnaire: Questionnaire) -> ManagerRequest:
    """For the preview: a manager of one person, who was there. It isn't kept."""
    booking = Booking(name="Sam Taylor", outcome=Outcome.ATTENDED)
    issued = Issued(id=0, stage=questionnaire.stage, questionnaire=questionnaire, booking=booking)
    return ManagerRequest(issued=[issued])


def fields_about(form: Form, issued: Issued) -> list[Any]:
    """The fields about one of a manager's people."""
    about = _prefix(issued)
    questions = [form[about + _name(question)] for question in issued.questionnaire.about_a_person]
    return [*questions, form[about + CANNOT_SAY]]


def fields_for_all(form: Form, request: ManagerRequest) -> list[Any]:
    return [form[_name(question)] for question in request.questionnaire.about_all]


def manager_answers(form: Form, request: ManagerRequest) -> dict[int, Answers | CannotSay]:
    """By issued id."""
    return {issued.id: _said_about(form, issued) for issued in request.people}


def answers_for_all(form: Form, request: ManagerRequest) -> Answers:
    return _answers(form, request.questionnaire.about_all)


def started(form: Form) -> Draft:
    """What is filled in so far, right or wrong, as it can be kept."""
    return {field.name: field.data for field in form if field.name != "csrf_token" and field.data not in (None, "", [])}


CANNOT_SAY = "cannot_say"


def _form(fields: dict[str, Any], draft: Draft | None) -> Form:
    form: Form = type("QuestionnaireForm", (Form,), fields)(data=draft or {})
    return form


def _answers(form: Form, questions: list[Question], prefix: str = "") -> Answers:
    return {question.id: form[prefix + _name(question)].data for question in questions}


def _said_about(form: Form, issued: Issued) -> Answers | CannotSay:
    about = _prefix(issued)
    cannot = form[about + CANNOT_SAY].data
    return CannotSay(cannot[0]) if cannot else _answers(form, issued.questionnaire.about_a_person, about)


def _name(question: Question) -> str:
    return f"question_{question.id}"


def _prefix(issued: Issued) -> str:
    return f"about_{issued.id}_"


def _cannot_say(issued: Issued, about: str) -> Any:
    name = issued.booking.name
    choices = {
        CannotSay.NOT_MINE.value: f"I no longer manage {name}",
        CannotSay.NOT_SEEN.value: f"I haven’t seen {name} since",
    }
    return ticks_field("Or tick one instead", choices.items(), checks=[_one_at_most(name, about)])


def _one_at_most(name: str, about: str) -> Any:
    def check(form: Any, field: Any) -> None:
        answered = any(
            other.data is not None for other in form if other.name.startswith(about) and other.name != field.name
        )
        if len(field.data or []) > 1 or (field.data and answered):
            raise ValidationError(f"Answer about {name}, or tick one of these instead, but not both")

    return check


def _field(question: Question, about: str = "") -> Any:
    """`about` is the prefix of the fields of one of a manager's people."""
    if question.kind is QuestionKind.TEXT:
        return long_text_field(_label(question), required=_required(question), hint=_hint(question))
    if question.kind is QuestionKind.SHORT_TEXT:
        return text_field(_label(question), required=_required(question), hint=_hint(question), most=200)
    choose = ticks_field if question.kind is QuestionKind.SEVERAL_OF else choice_field
    return choose(
        _label(question),
        question.choices.items(),
        hint=_hint(question),
        coerce=int,
        checks=[_needed_of(question, about)],
    )


def _needed_of(question: Question, about: str) -> Any:
    """A choice must be made where it is required, but for a person of whom the manager can't say anything."""

    def check(form: Any, field: Any) -> None:
        cannot_say = about and form[about + CANNOT_SAY].data
        if question.is_required and field.data in (None, []) and not cannot_say:
            whom = f" about {form.people[about]}" if about else ""
            raise StopValidation(f"Answer “{question.words}”{whom}")

    return check


def _label(question: Question) -> str:
    return question.words if question.is_required else f"{question.words} (optional)"


def _required(question: Question) -> str:
    return f"Answer “{question.words}”" if question.is_required else ""


def _hint(question: Question) -> str:
    """The office's help, what the ends of a scale mean, and the warning by everything in words."""
    *_, most = question.choices or {0: ""}
    ends = f"1 is {question.low_end}, {most} is {question.high_end}." if question.low_end and question.high_end else ""
    return " ".join(filter(None, (question.help, ends, NEVER_NAME if question.kind.is_text else "")))
