"""Issuing questionnaires by looking, keeping the answers, and changing what is asked."""

from app.evaluation.services.answering import (
    Answers,
    answer,
    answer_as_manager,
    keep_started,
    must_be_of_its_time,
    must_be_typable,
    open_in_the_room,
    type_in,
)
from app.evaluation.services.issuing import ask_again, issue_questionnaires, mark_missed, remind
from app.evaluation.services.questionnaires import make_the_defaults, question_of, questionnaire_for
from app.evaluation.services.timing import set_timing, use_the_defaults

__all__ = [
    "Answers",
    "answer",
    "answer_as_manager",
    "ask_again",
    "issue_questionnaires",
    "keep_started",
    "make_the_defaults",
    "mark_missed",
    "must_be_of_its_time",
    "must_be_typable",
    "open_in_the_room",
    "question_of",
    "questionnaire_for",
    "remind",
    "set_timing",
    "type_in",
    "use_the_defaults",
]
