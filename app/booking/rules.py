"""Places: pure functions and the words for them."""

from dataclasses import dataclass
from datetime import timedelta

HOLD_LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Availability:
    """Places of a session: the capacity, and how many are held or booked."""

    places: int
    taken: int

    @property
    def left(self) -> int:
        return max(self.places - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def percent_taken(self) -> int:
        return min(100, round(100 * self.taken / self.places)) if self.places else 100
