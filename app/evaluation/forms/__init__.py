"""Forms of the evaluation: answering, and what the office sets."""

from app.evaluation.forms.answering import (
    a_made_up_request,
    answers_for_all,
    answers_of,
    fields_about,
    fields_for_all,
    manager_answers,
    manager_form,
    questionnaire_form,
    started,
)
from app.evaluation.forms.building import QuestionForm, SectionForm
from app.evaluation.forms.timing import TimingForm

__all__ = [
    "QuestionForm",
    "SectionForm",
    "TimingForm",
    "a_made_up_request",
    "answers_for_all",
    "answers_of",
    "fields_about",
    "fields_for_all",
    "manager_answers",
    "manager_form",
    "questionnaire_form",
    "started",
]
