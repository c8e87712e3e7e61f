"""Reads of the evaluation: who is to be asked, and what the answers say."""

from app.evaluation.queries.asking import (
    issued,
    mailed_in_vain,
    manager_request,
    questionnaire,
    requests_to,
    to_ask_after,
    to_ask_before,
    to_ask_later,
    to_ask_managers,
    unanswered,
    unanswered_requests,
)
from app.evaluation.queries.results import (
    Change,
    Choices,
    Returns,
    StageMean,
    changes,
    choices,
    comments,
    manager_comments,
    returns,
)

__all__ = [
    "Change",
    "Choices",
    "Returns",
    "StageMean",
    "changes",
    "choices",
    "comments",
    "issued",
    "manager_comments",
    "mailed_in_vain",
    "manager_request",
    "questionnaire",
    "requests_to",
    "returns",
    "to_ask_after",
    "to_ask_before",
    "to_ask_later",
    "to_ask_managers",
    "unanswered",
    "unanswered_requests",
]
