"""How many failed attempts are let through."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Throttle:
    """So many failed attempts are let through in a while; then one waits until the earliest of them is forgotten."""

    most: int
    within: timedelta

    def is_closed(self, failed: int) -> bool:
        """After so many failed attempts within its while."""
        return failed >= self.most
