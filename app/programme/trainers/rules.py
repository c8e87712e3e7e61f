"""Who lends how many days."""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.programme.models import Trainer


def days_by_agency(trainers: Sequence[Trainer], days: Mapping[int, int]) -> list[tuple[str, int]]:
    """How many days each agency lends, from the days of its trainers by their ids: most first."""
    lent: Counter[str] = Counter()
    for trainer in trainers:
        lent[trainer.agency.name if trainer.agency else "The partnership"] += days.get(trainer.id, 0)
    return sorted(lent.items(), key=lambda lender: (-lender[1], lender[0]))
