"""Typing in what somebody completed on paper."""

from typing import Any

from app.evaluation.forms.answering import fields_of, form_of
from app.evaluation.models import Questionnaire
from app.fields import DateField, Form, needed


def paper_form(questionnaire: Questionnaire) -> Form:
    """The day it was completed, and the questions; what was left blank on the paper may stay so."""
    completed_on: Any = DateField("Completed on", [needed("Enter the date on the paper, such as 2027-02-08")])
    return form_of({"completed_on": completed_on, **fields_of(questionnaire, is_on_paper=True)})
