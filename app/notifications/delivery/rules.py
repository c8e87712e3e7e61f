"""How much mail may leave in a minute, and who goes first."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from threading import Lock

from app.notifications.models import Priority

A_MINUTE = timedelta(minutes=1)

BATCH = 50
"""How many messages a lane claims at a time."""

BATCH_OF_ONE_LANE = 4
"""The same where there is one lane for all: a code waits for no more than these, two seconds each at a slow server."""


def lanes(connections: int) -> list[Priority]:
    """What each connection to the mail server carries: its own kind of mail, and whatever is more urgent.

    One is kept for those who wait at a screen and one for what a person did, so that a slow server and a long queue
    of reminders hold up neither. With one connection the more urgent goes first.
    """
    if connections == 1:
        return [Priority.JOB]
    urgent = [Priority.SCREEN, Priority.PERSON][: connections - 1]
    return urgent + [Priority.JOB] * (connections - len(urgent))


class Pace:
    """Of one mail worker: so many messages a minute at most in all, and so many to one domain; 0 is no limit.

    Who waits at a screen is counted and never held up. Times are those of the caller.
    """

    def __init__(self, *, a_minute: int = 0, to_a_domain: int = 0) -> None:
        self._limits = {"": a_minute}
        self._to_a_domain = to_a_domain
        self._lately: dict[str, deque[datetime]] = defaultdict(deque)
        self._lock = Lock()

    def take(self, email: str, priority: int, at: datetime) -> datetime:
        """`at` where a message may leave now, and then it is counted; else when it may be tried again."""
        counted_as = ("", email.rpartition("@")[2].lower())
        with self._lock:
            free_at = max(self._free_at(name, at) for name in counted_as)
            if free_at <= at or priority == Priority.SCREEN:
                for name in counted_as:
                    self._lately[name].append(at)
                return at
            return free_at

    def _free_at(self, name: str, at: datetime) -> datetime:
        limit, lately = self._limits.get(name, self._to_a_domain), self._lately[name]
        while lately and not at - A_MINUTE < lately[0] <= at:  # of a minute that is over, or of a clock set back
            lately.popleft()
        if not lately:
            del self._lately[name]
        return lately[-limit] + A_MINUTE if limit and len(lately) >= limit else at
