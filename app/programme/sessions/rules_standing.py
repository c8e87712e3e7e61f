"""How a session stands: whether it is on, how full it is, and how its register is."""

from dataclasses import dataclass
from datetime import datetime

from app.programme.models_sessions import TrainingSession
from app.web.formatting import short_date


@dataclass(frozen=True)
class SessionStanding:
    """What higher rooms know of a session. `register` is empty as long as there is none to speak of."""

    session: TrainingSession
    taken: int
    waiting: int
    register: str

    @property
    def booked(self) -> str:
        """14 of 20; nobody books an open session."""
        if not self.session.is_by_name:
            return "open to all" if self.session.is_open else "any time"
        return f"{self.taken:,} of {self.session.places:,}"

    @property
    def free(self) -> int:
        """Places that nobody has, whoever may have them next."""
        return max(self.session.places - self.taken, 0)


def state_in_words(session: TrainingSession, at: datetime, *, is_dated: bool = True) -> str:
    """Draft, Published, Under way, Took place on Thu 3 Dec 2026, Cancelled. Beside the date nobody needs it again."""
    if not (session.is_published and session.has_started(at)):
        return session.state.value.capitalize()
    if not session.has_ended(at):
        return "Under way"
    if not is_dated:
        return "Took place"
    first, last = session.days[0].on, session.days[-1].on
    until = f" to {short_date(last)}" if last > first else ""
    return f"Took place {'from' if until else 'on'} {short_date(first)}{until}"
