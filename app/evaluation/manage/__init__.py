"""The training team's pages: results, questionnaires and their timing, paper and the room."""

from app.evaluation.manage import questionnaires, questions, results, timing
from app.evaluation.manage.blueprint import bp

__all__ = ["bp", "questionnaires", "questions", "results", "timing"]
