"""What a line of results is of."""

from app.evaluation.scope import Dimension

IN_A_WEEK = "Learning Week"
"""The strand that a Learning Week's answers stand under: it asks once for all of it."""

Grouping = tuple[Dimension, int | str | None]
"""Its kind and its id, or the strand or sector itself. None is "not known"."""
