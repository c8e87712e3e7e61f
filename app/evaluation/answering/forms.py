"""Forms made of a questionnaire's questions, answered on screen or typed in from paper."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import render_template, request
from markupsafe import Markup
from wtforms import Field
from wtforms.validators import Length, StopValidation, ValidationError

from app.booking.models import Booking
from app.booking.states import Outcome
from app.evaluation.answering import services
from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.models import Question, Questionnaire
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
    return _fields(questionnaire.asked, may_be_blank=is_on_paper)


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
        fields |= _fields(issued.questionnaire.about_a_person, about)
        fields[about + CANNOT_SAY] = _cannot_say(issued, about)
    fields |= _fields(asked.questionnaire.about_all)
    form = form_of(fields, asked.draft)
    form.people = {_prefix(issued): issued.booking.name for issued in asked.people}
    return form


def a_made_up_request(questionnaire: Questionnaire) -> ManagerRequest:
    """For the preview: a manager of one person, who was there. It isn't kept."""
    booking = Booking(name="Sam Taylor", outcome=Outcome.ATTENDED)
    issued = Issued(id=0, stage=questionnaire.stage, questionnaire=questionnaire, booking=booking)
    return ManagerRequest(issued=[issued])


def cannot_say_about(form: Form, issued: Issued) -> Any:
    """The field to tick instead."""
    return form[_prefix(issued) + CANNOT_SAY]


def manager_answers(form: Form, asked: ManagerRequest) -> dict[int, services.Answers | CannotSay]:
    """By issued id."""
    return {issued.id: _said_about(form, issued) for issued in asked.people}


def answers_for_all(form: Form, asked: ManagerRequest) -> services.Answers:
    return _answers(form, asked.questionnaire.about_all)


def started(form: Form) -> Draft:
    """What is filled in so far of what is asked, right or wrong, up to twice what its field takes."""
    filled_in = [field for field in form if field.name != "csrf_token" and field.data not in NOTHING]
    return {field.name: field.data for field in filled_in if _fits(field) and _is_asked(form, field)}


NOTHING: tuple[Any, ...] = (None, "", [])


def _is_asked(form: Form, field: Any) -> bool:
    return all(check.is_asked(form) for check in field.validators if isinstance(check, _AskedAtAll))


def _fits(field: Any) -> bool:
    return all(len(field.data) <= 2 * check.max for check in field.validators if isinstance(check, Length))


CANNOT_SAY = "cannot_say"


def _answers(form: Form, questions: list[Question], prefix: str = "") -> services.Answers:
    return {question.id: _given(form, question, prefix) for question in questions}


def _given(form: Form, question: Question, prefix: str) -> services.Given:
    """What was chosen, put in order or written, or what was ticked instead."""
    name = prefix + _name(question)
    given: services.Given = form[name].data
    beside = form[name + INSTEAD].data if name + INSTEAD in form else None
    ticked = beside or (given if isinstance(given, list) else [given])
    for instead in question.instead:
        if _NUMBERS[instead] in ticked:
            return instead
    if question.kind is QuestionKind.ORDER:
        given = form[name].in_order()
    return given


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
            other.data not in NOTHING for other in form if other.name.startswith(about) and other is not field
        )
        if len(field.data or []) > 1 or (field.data and answered):
            raise ValidationError(f"Answer about {name}, or tick one of these instead, but not both")

    return check


INSTEAD = "_instead"
"""After the name of a question that has no choices: what may be ticked instead stands in a field beside it."""

_NUMBERS = {Instead.NOT_APPLICABLE: -1, Instead.DECLINED: -2, Instead.DONT_KNOW: -3}
"""As values of the form's choices: no number of a question is below nought."""


def _fields(questions: Iterable[Question], about: str = "", *, may_be_blank: bool = False) -> dict[str, Any]:
    """`about` is the prefix of the fields of one of a manager's people."""
    fields: dict[str, Any] = {}
    for question in questions:
        name, instead = about + _name(question), [(_NUMBERS[each], each.words) for each in question.instead]
        fields[name] = _field(question, about, instead, may_be_blank=may_be_blank)
        if instead and (question.kind.is_text or question.kind is QuestionKind.ORDER):
            fields[name + INSTEAD] = ticks_field(
                "Or, instead", instead, coerce=int, checks=[_AskedAtAll(question, about)]
            )
    return fields


def _field(question: Question, about: str, instead: list[tuple[int, str]], *, may_be_blank: bool) -> Any:
    label = question.words if question.is_required or may_be_blank else f"{question.words} (optional)"
    required = f"Answer “{question.words}”" if question.is_required and not may_be_blank else ""
    hint, checks = _hint(question), [_AskedAtAll(question, about), _needed_of(required, about)]
    if question.kind is QuestionKind.TEXT:
        return long_text_field(label, hint=hint, checks=checks)
    if question.kind is QuestionKind.SHORT_TEXT:
        return text_field(label, hint=hint, most=200, checks=checks)
    if question.kind is QuestionKind.ORDER:
        return OrderField(label, [*checks, _each_place_once], steps=question.options, description=hint)
    choices = [*question.choices.items(), *instead]
    if question.kind is QuestionKind.SEVERAL_OF:
        return ticks_field(label, choices, hint=hint, coerce=int, checks=[*checks, _not_both])
    return choice_field(label, choices, hint=hint, coerce=int, checks=checks)


def _steps(field: Any, **kwargs: Any) -> Markup:
    """A list of places beside each step; the lists have one name, and come in the steps' order."""
    return Markup(render_template("evaluation/answering/_steps.html", field=field))  # noqa: S704 (a template made it)


class OrderField(Field):
    """Steps put in order: each gets a place, by a list to choose from. Its data are the places, in the steps' order."""

    widget = staticmethod(_steps)

    def __init__(self, *args: Any, steps: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.steps = list(steps)

    def process_formdata(self, valuelist: list[str]) -> None:
        """What isn't a place of one of the steps is none."""
        places = [int(given) if given in self._places() else None for given in valuelist[: len(self.steps)]]
        self.data = places if any(places) else None

    def has_each_place_once(self) -> bool:
        return sorted(place or 0 for place in self.data or []) == list(range(1, len(self.steps) + 1))

    def in_order(self) -> list[int]:
        """The numbers of the steps, first to last; none where nothing was put in order, or not wholly."""
        in_their_places = zip(self.data or [], range(1, len(self.steps) + 1), strict=False)
        return [step for _, step in sorted(in_their_places)] if self.has_each_place_once() else []

    def _places(self) -> list[str]:
        return [str(number) for number in range(1, len(self.steps) + 1)]


class _AskedAtAll:
    """Comes before every other check: what is asked only after other answers to an earlier question has none."""

    def __init__(self, question: Question, about: str) -> None:
        self.question, self.about = question, about
        self.field_flags: dict[str, Any] = {}

    def is_asked(self, form: Any) -> bool:
        return self.question.is_shown(lambda earlier: self._chosen(form, earlier))

    def _chosen(self, form: Any, earlier: Question) -> list[int]:
        """What was chosen of the same part of the page."""
        given = form[self.about + _name(earlier)].data
        return given if isinstance(given, list) else [given]

    def __call__(self, form: Any, field: Any) -> None:
        if not self.is_asked(form):
            field.errors = []
            raise StopValidation


def _not_both(form: Any, field: Any) -> None:
    ticked = field.data or []
    if min(ticked, default=0) < 0 and len(ticked) > 1:
        raise ValidationError("Tick answers, or one of the last lines instead, but not both")


def _each_place_once(form: Any, field: Any) -> None:
    """A check of the form, so that it comes after `_AskedAtAll`."""
    if field.data and not field.has_each_place_once():
        raise ValidationError(f"Give each step of “{field.label.text}” a place of its own, from first to last")


def _needed_of(required: str, about: str) -> Any:
    """It must be answered where it is required, but for a person of whom the manager can't say anything."""

    def check(form: Any, field: Any) -> None:
        cannot_say = about and form[about + CANNOT_SAY].data
        instead = field.name + INSTEAD in form and form[field.name + INSTEAD].data
        if required and field.data in NOTHING and not instead and not cannot_say:
            raise StopValidation(f"{required} about {form.people[about]}" if about else required)
        if instead and field.data not in NOTHING:
            raise StopValidation("Answer, or tick one of the lines below instead, but not both")

    return check


def _hint(question: Question) -> str:
    """The office's help, what the ends of a scale mean, and the warning by everything in words."""
    *_, most = question.choices or {0: ""}
    ends = f"1 is {question.low_end}, {most} is {question.high_end}." if question.low_end and question.high_end else ""
    several = "Tick all that are right." if question.item_version and question.kind is QuestionKind.SEVERAL_OF else ""
    steps = "Say which comes first, which second and so on." if question.kind is QuestionKind.ORDER else ""
    warning = NEVER_NAME if question.kind.is_text else ""
    return " ".join(filter(None, (question.help, ends, several, steps, warning)))


def paper_form(questionnaire: Questionnaire) -> Form:
    """The day it was completed, and the questions; what was left blank on the paper may stay so."""
    completed_on: Any = DateField("Completed on", [needed("Enter the date on the paper, such as 2027-02-08")])
    return form_of({"completed_on": completed_on, **fields_of(questionnaire, is_on_paper=True)})
