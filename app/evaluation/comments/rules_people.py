"""Themes are about nobody, and of what was found in reading a comment no word is kept."""

from app.evaluation.comments.models import CommentReading, Theme
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=Theme,
        because="what several comments say, in the office’s words",
        columns=("name", "definition", "example"),
    ),
    ImpersonalTable(
        model=CommentReading,
        because="that somebody looked at a comment, and none of its words",
        actors=("names_nobody_by_id",),
    ),
)
