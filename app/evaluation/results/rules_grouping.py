"""What was issued, by what a page divides them by."""

from collections.abc import Iterable, Mapping, Sequence

from app.evaluation.results import rules
from app.evaluation.scope import Dimension

IN_A_WEEK = "Learning Week"
"""The strand that a Learning Week's answers stand under: it asks once for all of it."""

Grouping = tuple[Dimension, int | str | None]
"""What a line is of: its kind and its id, or the strand or sector itself. None is "not known"."""


def grouped(
    issued_rows: Iterable[rules.IssuedRow], by: Dimension, trainers: Mapping[int, Sequence[int]]
) -> dict[Grouping, list[rules.IssuedRow]]:
    """By course a Learning Week has a line of its own; a session of two trainers counts in the lines of both."""
    found: dict[Grouping, list[rules.IssuedRow]] = {}
    for row in issued_rows:
        for part in _groupings(row, by, trainers):
            found.setdefault(part, []).append(row)
    return found


def _groupings(row: rules.IssuedRow, by: Dimension, trainers: Mapping[int, Sequence[int]]) -> list[Grouping]:
    if by is Dimension.AGENCY:
        return [(by, row.agency_id)]
    if by is Dimension.SECTOR:
        return [(by, row.sector)]
    if row.week_id is not None:
        return [(Dimension.WEEK, row.week_id)] if by in (Dimension.COURSE, Dimension.WEEK, Dimension.STRAND) else []
    if by is Dimension.TRAINER:
        return [(by, trainer_id) for trainer_id in trainers.get(row.session_id, ())]
    part: dict[Dimension, int | str] = {
        Dimension.COURSE: row.course_id,
        Dimension.SESSION: row.session_id,
        Dimension.STRAND: row.strand,
    }
    return [(by, part[by])] if by in part else []
