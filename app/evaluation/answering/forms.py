"""Forms made of a questionnaire's questions, answered on screen or typed in from paper."""

from typing import Any

from flask import request
from wtforms.validators import Length, StopValidation, ValidationError

from app.booking.models import Booking
from app.booking.states import Outcome
from app.evaluation.answering import services
from app.evaluation.models import Question, QuestionKind, Questionnaire
from app.evaluation.models_issued import CannotSay, Issued, ManagerRequest
from app.evaluation.questionnaires.rules import NEVER_NAME
from app.web.fields import DateField, choice_field, long_text_field, needed, text_field, ticks_field
from app.web.forms import Form

Draft = dict[str, Any]
"""A started answer, by the names of the form's fields."""


def questionnaire_form(questionnaire: Questionnaire, draft: Draft | None = None) -> Form:
    """A form with one field a question; what was started stands in it."""
    return form_of(fields_of(questionnaire), draft)


def fields_of(questionnaire: Questionnaire, *, is_on_paper: bool = False) -> dict[str, Any]:
    """By name; nobody can be made to answer what they left blank on paper."""
    return {_name(question): _field(question, may_be_blank=is_on_paper) for question in questionnaire.asked}


def form_of(fields: dict[str, Any], draft: Draft | None = None) -> Form:
    """What was started stands in a page as it is opened; what is sent is what stood there."""
    form: Form = type("QuestionnaireForm", (Form,), fields)(data=draft if request.method == "GET" else None)
    return form


def answers_of(form: Form, questionnaire: Questionnaire) -> services.Answers:
    return _answers(form, questionnaire.asked)


def manager_form(asked: ManagerRequest) -> Form:
    """The same questions about each person, or why nothing can be said, and what is asked once for all of them."""
    fields: dict[str, Any] = {}
    for issued in asked.people:
        about = _prefix(issued)
        for question in issued.questionnaire.about_a_person:
            fields[about + _name(question)] = _field(question, about)
        fields[about + CANNOT_SAY] = _cannot_say(issued, about)
    fields |= {_name(question): _field(question) for question in asked.questionnaire.about_all}
    form = form_of(fields, asked.draft)
    form.people = {_prefix(issued): issued.booking.name for issued in asked.people}
    return form


def a_made_up_request(questionnaire: Questionnaire) -> ManagerRequest:
    """For the preview: a manager of one person, who was there. It isn't kept."""
    booking = Booking(name="Sam Taylor", outcome=Outcome.ATTENDED)
    issued = Issued(id=0, stage=questionnaire.stage, questionnaire=questionnaire, booking=booking)
    return ManagerRequest(issued=[issued])


def fields_about(form: Form, issued: Issued) -> list[tuple[Question, Any]]:
    """What is asked about one of a manager's people, each question with its field."""
    about = _prefix(issued)
    return [(question, form[about + _name(question)]) for question in issued.questionnaire.about_a_person]


def cannot_say_about(form: Form, issued: Issued) -> Any:
    """The field to tick instead."""
    return form[_prefix(issued) + CANNOT_SAY]


def fields_for_all(form: Form, asked: ManagerRequest) -> list[Any]:
    return [form[_name(question)] for question in asked.questionnaire.about_all]


def manager_answers(form: Form, asked: ManagerRequest) -> dict[int, services.Answers | CannotSay]:
    """By issued id."""
    return {issued.id: _said_about(form, issued) for issued in asked.people}


def answers_for_all(form: Form, asked: ManagerRequest) -> services.Answers:
    return _answers(form, asked.questionnaire.about_all)


def started(form: Form) -> Draft:
    """What is filled in so far, right or wrong, up to twice what its field takes."""
    filled_in = [field for field in form if field.name != "csrf_token" and field.data not in (None, "", [])]
    return {field.name: field.data for field in filled_in if _fits(field)}


def _fits(field: Any) -> bool:
    return all(len(field.data) <= 2 * check.max for check in field.validators if isinstance(check, Length))


CANNOT_SAY = "cannot_say"


def _answers(form: Form, questions: list[Question], prefix: str = "") -> services.Answers:
    return {question.id: form[prefix + _name(question)].data for question in questions}


def _said_about(form: Form, issued: Issued) -> services.Answers | CannotSay:
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
    return ticks_field("Tick one instead of answering", choices.items(), checks=[_one_at_most(name, about)])


def _one_at_most(name: str, about: str) -> Any:
    def check(form: Any, field: Any) -> None:
        answered = any(
            other.data not in (None, "", []) for other in form if other.name.startswith(about) and other is not field
        )
        if len(field.data or []) > 1 or (field.data and answered):
            raise ValidationError(f"Answer about {name}, or tick one of these instead, but not both")

    return check


def _field(question: Question, about: str = "", *, may_be_blank: bool = False) -> Any:
    """`about` is the prefix of the fields of one of a manager's people."""
    label = question.words if question.is_required or may_be_blank else f"{question.words} (optional)"
    required = f"Answer “{question.words}”" if question.is_required and not may_be_blank else ""
    if question.kind is QuestionKind.TEXT:
        return long_text_field(label, required=required, hint=_hint(question))
    if question.kind is QuestionKind.SHORT_TEXT:
        return text_field(label, required=required, hint=_hint(question), most=200)
    choose = ticks_field if question.kind is QuestionKind.SEVERAL_OF else choice_field
    return choose(
        label,
        question.choices.items(),
        hint=_hint(question),
        coerce=int,
        checks=[_needed_of(required, about)],
    )


def _needed_of(required: str, about: str) -> Any:
    """A choice must be made where it is required, but for a person of whom the manager can't say anything."""

    def check(form: Any, field: Any) -> None:
        cannot_say = about and form[about + CANNOT_SAY].data
        if required and field.data in (None, []) and not cannot_say:
            raise StopValidation(f"{required} about {form.people[about]}" if about else required)

    return check


def _hint(question: Question) -> str:
    """The office's help, what the ends of a scale mean, and the warning by everything in words."""
    *_, most = question.choices or {0: ""}
    ends = f"1 is {question.low_end}, {most} is {question.high_end}." if question.low_end and question.high_end else ""
    return " ".join(filter(None, (question.help, ends, NEVER_NAME if question.kind.is_text else "")))


def paper_form(questionnaire: Questionnaire) -> Form:
    """The day it was completed, and the questions; what was left blank on the paper may stay so."""
    completed_on: Any = DateField("Completed on", [needed("Enter the date on the paper, such as 2027-02-08")])
    return form_of({"completed_on": completed_on, **fields_of(questionnaire, is_on_paper=True)})
