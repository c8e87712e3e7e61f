"""What people say they need training on, by theme."""

from dataclasses import dataclass, replace

from app.evaluation.comments import queries, rules
from app.evaluation.scope import AnswerScope


@dataclass(frozen=True)
class Needs:
    """Shares of themes among the people who named a need, and the comments under each theme's id; None for none yet."""

    shares: rules.ThemeShares
    comments: dict[int | None, list[queries.Comment]]


def needs(scope: AnswerScope) -> Needs:
    """Of answers to questions that ask about needs. Five queries for up to 500 comments."""
    scope = replace(scope, is_about_needs=True)
    by_theme: dict[int | None, list[queries.Comment]] = {}
    for comment in queries.comments_in(scope):
        for theme_id in comment.theme_ids or {None}:
            by_theme.setdefault(theme_id, []).append(comment)
    return Needs(queries.theme_shares(scope), by_theme)
