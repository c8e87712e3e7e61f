"""Sheets by what a page divides them by."""

from collections.abc import Iterable, Mapping, Sequence

from app.evaluation.results import rules
from app.evaluation.scope import Of

IN_A_WEEK = "Learning Week"
"""The strand that a Learning Week's answers stand under: it asks once for all of it."""


Part = tuple[Of, int | str | None]
"""What a line is of: its kind and its id, or the strand or sector itself. None is "not known"."""


def divided(
    sheets: Iterable[rules.Sheet], by: Of, trainers: Mapping[int, Sequence[int]]
) -> dict[Part, list[rules.Sheet]]:
    """By course a Learning Week has a line of its own; a session of two trainers counts in the lines of both."""
    found: dict[Part, list[rules.Sheet]] = {}
    for sheet in sheets:
        for part in _parts(sheet, by, trainers):
            found.setdefault(part, []).append(sheet)
    return found


def _parts(sheet: rules.Sheet, by: Of, trainers: Mapping[int, Sequence[int]]) -> list[Part]:
    if by is Of.AGENCY:
        return [(by, sheet.agency_id)]
    if by is Of.SECTOR:
        return [(by, sheet.sector)]
    if sheet.week_id is not None:
        return [(Of.WEEK, sheet.week_id)] if by in (Of.COURSE, Of.WEEK, Of.STRAND) else []
    if by is Of.TRAINER:
        return [(by, trainer_id) for trainer_id in trainers.get(sheet.session_id, ())]
    part: dict[Of, int | str] = {Of.COURSE: sheet.course_id, Of.SESSION: sheet.session_id, Of.STRAND: sheet.strand}
    return [(by, part[by])] if by in part else []
