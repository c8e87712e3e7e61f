"""The training team's pages: results, comments, needs, questionnaires and their timing, paper, who hasn't answered."""

from app.evaluation.manage import (
    evidence,
    exporting,
    needs,
    paper,
    published,
    questionnaires,
    questions,
    results,
    themes,
    timing,
    unanswered,
    words,
)
from app.evaluation.manage.blueprint import bp

__all__ = [
    "bp",
    "evidence",
    "exporting",
    "needs",
    "paper",
    "published",
    "questionnaires",
    "questions",
    "results",
    "themes",
    "timing",
    "unanswered",
    "words",
]
