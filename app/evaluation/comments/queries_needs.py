"""What people say they need training on, by theme."""

from dataclasses import dataclass, replace

from app.evaluation.comments import queries, rules
from app.evaluation.scope import AnswerScope


@dataclass(frozen=True)
class Needs:
    """Shares of themes among the people who named a need, and the newest comments under each theme's id; None for none
    yet. `more` says how many others there are under each.
    """

    shares: rules.ThemeShares
    comments: dict[int | None, list[queries.Comment]]

    @property
    def more(self) -> dict[int | None, int]:
        in_all: dict[int | None, int] = {theme.theme_id: theme.comments for theme in self.shares.themes}
        in_all[None] = self.shares.unthemed
        return {theme_id: how_many - len(self.comments.get(theme_id, ())) for theme_id, how_many in in_all.items()}


def needs(scope: AnswerScope, *, a_theme: int) -> Needs:
    """Of answers to questions that ask about needs; of each theme so many comments at most, the newest."""
    scope = replace(scope, is_about_needs=True)
    return Needs(queries.theme_shares(scope), queries.latest_comments(scope, a_theme=a_theme))
