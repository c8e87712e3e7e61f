"""Themes are about nobody."""

from app.evaluation.comments.models import Theme
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=Theme, because="what several comments say, in the office’s words", columns=("name",)),
)
