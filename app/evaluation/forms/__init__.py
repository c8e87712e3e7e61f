"""Forms of the evaluation: answering, and what the office sets."""

from app.evaluation.forms.answering import (
    answers_for_all,
    answers_of,
    cannot_say_about,
    fields_about,
    fields_for_all,
    manager_answers,
    manager_form,
    questionnaire_form,
    started,
)
from app.evaluation.forms.paper import paper_form
from app.evaluation.forms.timing import TimingForm

__all__ = [
    "TimingForm",
    "answers_for_all",
    "answers_of",
    "cannot_say_about",
    "fields_about",
    "fields_for_all",
    "manager_answers",
    "manager_form",
    "paper_form",
    "questionnaire_form",
    "started",
]
