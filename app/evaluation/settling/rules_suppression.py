"""What others than the office may see: nothing of fewer than five people, and nobody's answer for certain.

A group that is shown without its shown parts is a *block*. Shown groups are blocks, added up; and each block is a shown
group less its shown parts. So whatever can be reached by adding and subtracting what is shown, as often as one likes,
can be reached from the blocks, and the other way round. Blocks don't overlap: a sum of them in which each answer counts
once or not at all is a union of whole blocks. `groups_after_suppression` leaves no block that its `Protection` doesn't
allow, and two blocks that are allowed are so together. So every set of answers that can be told apart is nobody's, or
is allowed.

What is allowed:

- five people or more; where managers answer, five managers too, for it is they whose answers these are. Of who
  answered at all, five who did;
- answers that are *open*: two or more could have answered higher, and two or more lower. Where all say yes, the share
  gives away each of them to whoever knows who was there; where all but one do, it does so to that one.

A part whose answers aren't open isn't shown. A whole course is, or what is left of a year: as a range that leaves two
of them open (`Protection.told`), and every total that it is added to is a range too. Knowing the total then tells no
more of it.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.evaluation.cutoff import FEWEST

NOT_CERTAIN = 2
"""So many must be able to have answered otherwise: one of them may look on, and knows their own."""


class Reply(NamedTuple):
    """One answer about one booking. Somebody on three courses replies three times and is one person.

    `manager` is whose answer it is where managers are asked. `value` is 1 or 0 of a share, else a number of points.
    """

    booking: int
    person: int
    manager: str = ""
    value: int = 0


@dataclass(frozen=True)
class Protection:
    """What a group must hold to be shown. `ends` are the least and the most that one reply can say; without them it
    doesn't matter what was said. Of return rates only those count who answered: `is_of_who_did`."""

    fewest: int = FEWEST
    counts_managers: bool = False
    ends: tuple[int, int] | None = None
    is_of_who_did: bool = False

    def is_large_enough(self, replies: Iterable[Reply]) -> bool:
        """Of enough people, and of enough managers where they are who answered."""
        replies = [reply for reply in replies if reply.value or not self.is_of_who_did]
        return _people(replies) >= self.fewest and (
            not self.counts_managers or len({reply.manager for reply in replies if reply.manager}) >= self.fewest
        )

    def is_open(self, replies: Iterable[Reply]) -> bool:
        """Of nobody does it follow what they said, not even for one of them."""
        return self.ends is None or not self._closed_end(list(replies))

    def allows(self, replies: Iterable[Reply]) -> bool:
        """Whether it may be shown beside what holds it."""
        replies = list(replies)
        return self.is_large_enough(replies) and self.is_open(replies)

    def told(self, replies: Iterable[Reply]) -> tuple[int, int]:
        """Between what their sum lies, as it is told: exactly where the answers are open, else as far apart as two who
        answer could have moved it."""
        replies = list(replies)
        total, end = sum(reply.value for reply in replies), self._closed_end(replies)
        if self.ends is None or not end:
            return total, total
        low, high = self.ends
        most = sum(count for _, count in Counter(map(self._who, replies)).most_common(NOT_CERTAIN)) * (high - low)
        return (
            (len(replies) * high - most, len(replies) * high)
            if end > 0
            else (
                len(replies) * low,
                len(replies) * low + most,
            )
        )

    def _closed_end(self, replies: list[Reply]) -> int:
        """1 where all but one answered the most, -1 where all but one answered the least, else 0."""
        if self.ends is None:
            return 0
        low, high = self.ends
        if len({self._who(reply) for reply in replies if reply.value < high}) < NOT_CERTAIN:
            return 1
        return -(len({self._who(reply) for reply in replies if reply.value > low}) < NOT_CERTAIN)

    def _who(self, reply: Reply) -> Hashable:
        return reply.manager if self.counts_managers else reply.person


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


def groups_after_suppression(root: Group, protection: Protection = Protection()) -> frozenset[Hashable]:
    """The keys of the groups whose figures may be shown to others than the office.

    A group of too few is not shown, and neither is anything within a group that isn't.
    """
    return frozenset(_kept_within(root, protection)) if protection.is_large_enough(root.replies) else frozenset()


def cuts_safely(
    part: frozenset[Reply], whole: frozenset[Reply], blocks: Iterable[frozenset[Reply]], by: Protection
) -> bool:
    """Whether a part may be shown beside blocks that others are shown of the same whole, cut across.

    Take the blocks of which some lie in the part and some don't. By adding and subtracting nothing smaller can be told
    apart than what of these lies inside the part, and what lies outside it: say a combination takes each block x times
    and the part y times. Where a block is cut, both x and x + y are 0 or 1, so y is 1 or -1 and x the same for all that
    are cut: all of their inside, or all of their outside, is in it.
    """
    cut = [block for block in blocks if block & part and block - part]
    inside, outside = _united(block & part for block in cut), _united(block - part for block in cut)
    return all(by.allows(each) for each in (part, whole - part, inside, outside) if each)


def _kept_within(group: Group, protection: Protection) -> Iterable[Hashable]:
    yield group.key
    for part in _kept_parts(group, protection):
        yield from _kept_within(part, protection)


def _kept_parts(group: Group, protection: Protection) -> list[Group]:
    """Parts that may be shown, less the smallest of them until the rest of the group may be told apart too.

    Of equals it is the first. Where size alone counts, one is enough: it brings five people to the rest.
    """
    parts = [part for part in group.parts if protection.allows(part.replies)]
    while parts and (rest := group.replies - _replies_of(parts)) and not protection.allows(rest):
        parts.remove(min(parts, key=lambda part: part.people))
    return parts


def _replies_of(groups: Iterable[Group]) -> frozenset[Reply]:
    return _united(group.replies for group in groups)


def _united(sets: Iterable[frozenset[Reply]]) -> frozenset[Reply]:
    return frozenset().union(*sets)


def _people(replies: Iterable[Reply]) -> int:
    return len({reply.person for reply in replies})
