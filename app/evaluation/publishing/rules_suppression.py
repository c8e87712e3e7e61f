"""What others than the office may see: no figure of fewer than five people, not even by subtraction.

Everything that is shown of the same answers stands on one tree of groups: the year, its strands, their courses, their
sessions. "The same answers" is meant strictly. The mean of all who answered, beside the mean of those who could be
matched, would give away the few who could not: choose one of the two and build the tree of it.

Why nothing can be worked out. Call a shown group without its shown parts its *block*. Shown groups are the blocks
of themselves and of the shown groups within them, added up; and each block is a shown group less its shown parts. So
whatever can be reached by adding and subtracting shown groups, on any levels and as often as one likes, can be
reached from the blocks, and the other way round. Blocks don't overlap: a sum of them in which each answer counts once
or not at all is a union of whole blocks. `groups_after_suppression` leaves no block of one to four people. So every set
of answers that can be told apart comes from nobody, or from at least five people.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.evaluation.cutoff import FEWEST


class Reply(NamedTuple):
    """One person's answer on one booking. Somebody on three courses replies three times and is one person."""

    booking: int
    person: int


@dataclass(frozen=True)
class Group:
    """Replies that a figure sums up. What `parts` leave over is a part that nobody is shown.

    Raises ValueError where parts overlap or reach outside: then they prove nothing.
    """

    key: Hashable
    replies: frozenset[Reply]
    parts: "tuple[Group, ...]" = ()

    def __post_init__(self) -> None:
        if sum(len(part.replies) for part in self.parts) != len(_replies_of(self.parts) & self.replies):
            raise ValueError(f"the parts of {self.key!r} overlap, or reach outside it")

    @property
    def people(self) -> int:
        return _people(self.replies)


def groups_after_suppression(root: Group, fewest: int = FEWEST) -> frozenset[Hashable]:
    """The keys of the groups whose figures may be shown to others than the office.

    A group of too few is not shown, and neither is anything within a group that isn't.
    """
    return frozenset(_kept_within(root, fewest)) if root.people >= fewest else frozenset()


def _kept_within(group: Group, fewest: int) -> Iterable[Hashable]:
    yield group.key
    for part in _kept_parts(group, fewest):
        yield from _kept_within(part, fewest)


def _kept_parts(group: Group, fewest: int) -> list[Group]:
    """Parts that are large enough, less the smallest where the rest of the group would be too few.

    One is enough, because it brings at least five people to the rest. Of equals it is the first.
    """
    parts = [part for part in group.parts if part.people >= fewest]
    if 0 < _people(group.replies - _replies_of(parts)) < fewest:
        parts.remove(min(parts, key=lambda part: part.people))
    return parts


def _replies_of(groups: Iterable[Group]) -> frozenset[Reply]:
    return frozenset().union(*(group.replies for group in groups))


def _people(replies: Iterable[Reply]) -> int:
    return len({reply.person for reply in replies})
