"""Issuing questionnaires by looking, keeping the answers, and changing what is asked."""

from app.evaluation.services.answering import (
    Answers,
    answer,
    answer_as_manager,
    keep_started,
    must_be_of_its_time,
    open_in_the_room,
    type_in,
)
from app.evaluation.services.building import add_question, edit_question, move_question, remove_question
from app.evaluation.services.issuing import ask_again, issue_questionnaires, mark_missed, remind
from app.evaluation.services.questionnaires import (
    discard_draft,
    make_the_defaults,
    publish_questionnaire,
    question_of,
    questionnaire_for,
    start_draft,
    use_default_questionnaire,
)
from app.evaluation.services.timing import set_timing, use_the_defaults

__all__ = [
    "Answers",
    "add_question",
    "answer",
    "answer_as_manager",
    "ask_again",
    "discard_draft",
    "edit_question",
    "issue_questionnaires",
    "keep_started",
    "make_the_defaults",
    "mark_missed",
    "move_question",
    "must_be_of_its_time",
    "open_in_the_room",
    "publish_questionnaire",
    "question_of",
    "questionnaire_for",
    "remind",
    "remove_question",
    "set_timing",
    "start_draft",
    "type_in",
    "use_default_questionnaire",
    "use_the_defaults",
]
