"""Places and overlaps."""

from dataclasses import dataclass

from app.programme.models_sessions import TrainingSession


@dataclass(frozen=True)
class Availability:
    """Places of a session: the capacity, how many are held, offered or booked, and how many people wait.

    Of those taken, agencies hold `unnamed` without a name yet.
    """

    places: int
    taken: int
    waiting: int = 0
    unnamed: int = 0

    @property
    def left(self) -> int:
        """What anybody can book: while people wait, what comes free is theirs."""
        return 0 if self.waiting else max(self.places - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def percent_taken(self) -> int:
        return min(100, round(100 * self.taken / self.places)) if self.places else 100


def overlap(session: TrainingSession, other: TrainingSession) -> bool:
    """Whether a person can't be at both: a day of one begins before a day of the other ends."""
    return session.id != other.id and any(
        day.starts_at < another.ends_at and another.starts_at < day.ends_at
        for day in session.days
        for another in other.days
    )
