"""What people say they need training on, by theme."""

from dataclasses import dataclass, replace

from app.evaluation.queries.scope import AnswerScope
from app.evaluation.queries.words import Comment, comments_in, theme_shares
from app.evaluation.rules import ThemeShares


@dataclass(frozen=True)
class Needs:
    """Shares of themes among the people who named a need, and the comments under each theme's id; None for none yet."""

    shares: ThemeShares
    comments: dict[int | None, list[Comment]]


def needs(scope: AnswerScope) -> Needs:
    """Of answers to questions that ask about needs. Five queries for up to 500 comments."""
    scope = replace(scope, is_about_needs=True)
    by_theme: dict[int | None, list[Comment]] = {}
    for comment in comments_in(scope):
        for theme_id in comment.theme_ids or {None}:
            by_theme.setdefault(theme_id, []).append(comment)
    return Needs(theme_shares(scope), by_theme)
