"""The training team's pages: results, questionnaires and their timing, paper and the room, what people wrote."""

from app.evaluation.manage import published, questionnaires, questions, results, timing
from app.evaluation.manage.blueprint import bp

__all__ = ["bp", "published", "questionnaires", "questions", "results", "timing"]
