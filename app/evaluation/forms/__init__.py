"""Forms of the evaluation: answering, and what the office sets."""

from app.evaluation.forms.answering import (
    a_made_up_request,
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
from app.evaluation.forms.asked import (
    RequestedScope,
    requested_scope,
)
from app.evaluation.forms.building import QuestionForm, SectionForm
from app.evaluation.forms.comments_asked import RequestedComments, filters_in, requested_comments
from app.evaluation.forms.evidence import ResultForm
from app.evaluation.forms.paper import paper_form
from app.evaluation.forms.timing import TimingForm
from app.evaluation.forms.words import (
    MergeForm,
    RedactForm,
    ThemeForm,
    read_from,
)

__all__ = [
    "RequestedScope",
    "RequestedComments",
    "requested_comments",
    "requested_scope",
    "MergeForm",
    "QuestionForm",
    "RedactForm",
    "ResultForm",
    "SectionForm",
    "ThemeForm",
    "TimingForm",
    "a_made_up_request",
    "answers_for_all",
    "answers_of",
    "cannot_say_about",
    "fields_about",
    "fields_for_all",
    "filters_in",
    "manager_answers",
    "manager_form",
    "paper_form",
    "questionnaire_form",
    "read_from",
    "started",
]
