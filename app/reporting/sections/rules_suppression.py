"""Suppression of groups in what is published: no row of fewer than five people, and none to be worked out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.evaluation.cutoff import FEWEST


@dataclass(frozen=True)
class PublishedGroup:
    """A row of a breakdown by who people work for; `names` has more than one where groups are put together."""

    names: tuple[str, ...]
    people: int
    counts: tuple[int, ...]


def groups_published(groups: Sequence[PublishedGroup]) -> tuple[list[PublishedGroup], PublishedGroup | None]:
    """Those large enough, and all others put together, with the smallest of the large ones where these are too few.

    Whoever takes the rows from the total gets the last group and no part of it. None where there is none, and where
    all of them together are too few: then nothing may be told apart.
    """
    by_size = sorted(groups, key=lambda group: (group.people, group.names))
    small = [group for group in by_size if group.people < FEWEST]
    large = by_size[len(small) :]
    while small and large and sum(group.people for group in small) < FEWEST:
        small.append(large.pop(0))
    together = _together(small)
    shown = [group for group in groups if group in large]
    return (shown, together) if together is None or together.people >= FEWEST else ([], None)


def _together(groups: Sequence[PublishedGroup]) -> PublishedGroup | None:
    if not groups:
        return None
    counts = tuple(map(sum, zip(*(group.counts for group in groups), strict=True)))
    names = tuple(sorted((name for group in groups for name in group.names), key=str.casefold))
    return PublishedGroup(names, sum(group.people for group in groups), counts)
