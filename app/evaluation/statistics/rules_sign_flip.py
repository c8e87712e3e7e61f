"""A check that asks only which way people moved, and respects that they came in sessions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_SESSIONS = 6
"""With five, even the most extreme of the 32 patterns of signs is not rare: 2 of 32 is more than one in twenty."""

MOST_EXACT = 60
"""Sessions counted through one by one; from here on the sum of so many signs is normal to three decimals."""


@dataclass(frozen=True)
class SignFlip:
    """`p` is the share of all patterns of signs that lie as far from nought as what was seen, or further."""

    p: float
    sessions: int

    @property
    def is_unlikely_by_chance(self) -> bool:
        return self.p < 0.05


def sign_flip(balances: Sequence[int]) -> SignFlip | None:
    """Of each session's balance, how many improved less how many fell; None under six sessions.

    If nothing changes people, each session's balance is as likely to be above nought as below, so any pattern of signs
    is as likely as any other (R. A. Fisher, The Design of Experiments, 1935, section 21). A session counts by how many
    it moved. All patterns are counted, not drawn: sums of whole numbers have few values. How far anybody moved plays no
    part, so that the steps of a scale needn't be even.
    """
    if len(balances) < FEWEST_SESSIONS:
        return None
    seen = abs(sum(balances))
    moved = [abs(each) for each in balances if each]
    return SignFlip(_exact(moved, seen) if len(moved) <= MOST_EXACT else _normal(moved, seen), len(balances))


def _exact(moved: Sequence[int], seen: int) -> float:
    ways = {0: 1}
    for size in moved:
        after: dict[int, int] = {}
        for total, many in ways.items():
            after[total + size] = after.get(total + size, 0) + many
            after[total - size] = after.get(total - size, 0) + many
        ways = after
    as_far: int = sum(many for total, many in ways.items() if abs(total) >= seen)
    return as_far / (1 << len(moved))


def _normal(moved: Sequence[int], seen: int) -> float:
    return math.erfc(seen / math.sqrt(2 * sum(size * size for size in moved)))
