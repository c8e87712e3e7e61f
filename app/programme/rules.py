"""The programme year, 1 April to 31 March, and what is counted in it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from app.programme.models import Trainer


def programme_year(day: date) -> str:
    """The programme year of a date: "2024-25"."""
    first = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def year_dates(year: str) -> tuple[date, date]:
    """The first and last day of "2024-25". Raises ValueError for anything else, "2024-26" too."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", year, re.ASCII)
    if not match or int(match[2]) != (int(match[1]) + 1) % 100 or not 1 <= int(match[1]) <= 9998:
        raise ValueError(f"{year!r} is not a programme year such as 2024-25")
    first = int(match[1])
    return date(first, 4, 1), date(first + 1, 3, 31)


def days_by_agency(trainers: Sequence[Trainer], days: Mapping[int, int]) -> list[tuple[str, int]]:
    """How many days each agency lends, from the days of its trainers by their ids: most first."""
    lent: Counter[str] = Counter()
    for trainer in trainers:
        lent[trainer.agency.name if trainer.agency else "The partnership"] += days.get(trainer.id, 0)
    return sorted(lent.items(), key=lambda lender: (-lender[1], lender[0]))
