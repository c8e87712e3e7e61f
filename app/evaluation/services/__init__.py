"""Issuing questionnaires by looking, keeping the answers, and changing what is asked."""

from app.evaluation.services.answering import (
    Answers,
    answer,
    answer_as_manager,
    keep_started,
    must_be_from_paper,
    must_be_typable,
    open_in_the_room,
    take_back_paper,
    type_in,
)
from app.evaluation.services.building import (
    add_question,
    edit_question,
    move_question,
    remove_question,
)
from app.evaluation.services.evidence import (
    correct_result,
    enter_result,
    remove_result,
)
from app.evaluation.services.exporting import write_down_export
from app.evaluation.services.issuing import (
    ask_again,
    forget_what_was_started,
    issue_questionnaires,
    remind,
)
from app.evaluation.services.questionnaires import (
    discard_draft,
    make_the_defaults,
    publish_questionnaire,
    questionnaire_for,
    start_draft,
    use_default_questionnaire,
)
from app.evaluation.services.timing import set_timing, use_the_defaults
from app.evaluation.services.words import (
    Read,
    keep_what_was_read,
    merge_theme,
    name_theme,
    put_under,
    redact,
    remove_theme,
    rename_theme,
)

__all__ = [
    "Answers",
    "Read",
    "add_question",
    "answer",
    "answer_as_manager",
    "ask_again",
    "correct_result",
    "discard_draft",
    "edit_question",
    "enter_result",
    "forget_what_was_started",
    "issue_questionnaires",
    "keep_started",
    "keep_what_was_read",
    "make_the_defaults",
    "merge_theme",
    "move_question",
    "must_be_from_paper",
    "must_be_typable",
    "name_theme",
    "open_in_the_room",
    "publish_questionnaire",
    "put_under",
    "questionnaire_for",
    "redact",
    "remind",
    "remove_question",
    "remove_result",
    "remove_theme",
    "rename_theme",
    "set_timing",
    "start_draft",
    "take_back_paper",
    "type_in",
    "use_default_questionnaire",
    "use_the_defaults",
    "write_down_export",
]
