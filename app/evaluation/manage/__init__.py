"""The training team's pages: results, questionnaires and their timing, paper and the room."""

from app.evaluation.manage import paper, results, timing, unanswered
from app.evaluation.manage.blueprint import bp

__all__ = ["bp", "paper", "results", "timing", "unanswered"]
