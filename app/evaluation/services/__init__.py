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
from app.evaluation.services.evidence import correct_result, enter_result, remove_result
from app.evaluation.services.exporting import write_down_export
from app.evaluation.services.issuing import ask_again, issue_questionnaires, mark_missed, remind
from app.evaluation.services.questionnaires import make_the_defaults, question_of, questionnaire_for
from app.evaluation.services.timing import set_timing, use_the_defaults
from app.evaluation.services.words import (
    Read,
    keep_what_was_read,
    merge_theme,
    name_theme,
    redact,
    remove_theme,
    rename_theme,
)

__all__ = [
    "Answers",
    "Read",
    "answer",
    "answer_as_manager",
    "ask_again",
    "correct_result",
    "enter_result",
    "issue_questionnaires",
    "keep_started",
    "keep_what_was_read",
    "make_the_defaults",
    "mark_missed",
    "merge_theme",
    "must_be_of_its_time",
    "name_theme",
    "open_in_the_room",
    "question_of",
    "questionnaire_for",
    "redact",
    "remind",
    "remove_result",
    "remove_theme",
    "rename_theme",
    "set_timing",
    "type_in",
    "use_the_defaults",
    "write_down_export",
]
