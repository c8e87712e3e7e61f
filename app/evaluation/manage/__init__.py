"""The training team's pages: results, comments and needs, evidence, exports, questionnaires and their timing."""

from app.evaluation.manage import evidence, exporting, needs, results, themes, timing, words
from app.evaluation.manage.blueprint import bp

__all__ = ["bp", "evidence", "exporting", "needs", "results", "themes", "timing", "words"]
