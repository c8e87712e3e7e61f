"""Who lends how many days, and what falls on dates on which a trainer can’t teach."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession
from app.programme.models_trainers import TrainerUnavailability
from app.web.formatting import short_date


def days_by_agency(trainers: Sequence[Trainer], days: Mapping[int, int]) -> list[tuple[str, int]]:
    """How many days each agency lends, from the days of its trainers by their ids: most first."""
    lent: Counter[str] = Counter()
    for trainer in trainers:
        lent[trainer.agency.name if trainer.agency else "The partnership"] += days.get(trainer.id, 0)
    return sorted(lent.items(), key=lambda lender: (-lender[1], lender[0]))


def falls_on(session: TrainingSession, unavailable: Iterable[TrainerUnavailability]) -> bool:
    """Whether a day of a session is one on which they can't teach."""
    return any(dates.holds(day.on) for dates in unavailable for day in session.days)


def clashes_in_words(sessions: Iterable[TrainingSession]) -> str:
    """Neglect, Thu 3 Dec 2026; Chronologies, Fri 4 Dec 2026."""
    return "; ".join(f"{session.title}, {short_date(session.days[0].on)}" for session in sessions)
