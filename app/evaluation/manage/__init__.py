"""The training team's pages: results, questionnaires and their timing, what people wrote, needs, evidence, exports."""

from app.evaluation.manage import (
    evidence,
    exporting,
    needs,
    published,
    questionnaires,
    questions,
    results,
    themes,
    timing,
    words,
)
from app.evaluation.manage.blueprint import bp

__all__ = [
    "bp",
    "evidence",
    "exporting",
    "needs",
    "published",
    "questionnaires",
    "questions",
    "results",
    "themes",
    "timing",
    "words",
]
