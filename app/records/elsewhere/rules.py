"""What training elsewhere adds up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.records.elsewhere.models import EvidenceSeen, TrainingElsewhere

MOST_AT_ONCE = 300


@dataclass(frozen=True)
class EventElsewhere:
    """What somebody else ran, and what shows that people were there. `minutes` are None where nobody knows."""

    title: str
    organiser: str
    starts_on: date
    ends_on: date
    minutes: int | None
    evidence: EvidenceSeen
    evidence_words: str


@dataclass(frozen=True)
class ElsewhereFigures:
    """Of what is confirmed: attendances, the people behind them, and the events, by title, organiser and first date."""

    attendances: int = 0
    people: int = 0
    events: int = 0


@dataclass(frozen=True)
class AttendedElsewhere:
    """One event, and how many of our people were there."""

    title: str
    organiser: str
    starts_on: date
    people: int


def minutes_that_count(those: Iterable[TrainingElsewhere]) -> int:
    return sum(each.minutes or 0 for each in those if each.is_confirmed)
