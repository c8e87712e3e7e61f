"""How much mail may leave in a minute, and who goes first."""

import sys
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


CARRIES = {Priority.SCREEN: "mail: codes", Priority.PERSON: "mail: what people did", Priority.JOB: "mail: all"}


def names_of(lanes: list[Priority]) -> list[str]:
    """What each is called in logs and on the page: mail: codes; mail: all; mail: all (2)."""
    before = [lanes[:number].count(carries) for number, carries in enumerate(lanes)]
    return [
        f"{CARRIES[carries]} ({others + 1})" if others else CARRIES[carries]
        for carries, others in zip(lanes, before, strict=True)
    ]


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
        with self._lock:
            free_at = self._free_for(email, priority, at)
            if free_at <= at:
                for name in self._counted_as(email):
                    self._lately[name].append(at)
            return free_at

    def free_at(self, email: str, priority: int, at: datetime) -> datetime:
        """When a message may leave: `at` where it may now. It isn't counted."""
        with self._lock:
            return self._free_for(email, priority, at)

    def room(self, at: datetime) -> int:
        """How many more may leave now in all; a great many where there is no limit."""
        with self._lock:
            self._free_at("", at)
            return max(self._limits[""] - len(self._lately[""]), 0) if self._limits[""] else sys.maxsize

    def _free_for(self, email: str, priority: int, at: datetime) -> datetime:
        return at if priority == Priority.SCREEN else max(self._free_at(name, at) for name in self._counted_as(email))

    @staticmethod
    def _counted_as(email: str) -> tuple[str, str]:
        """In all, and with its domain."""
        return "", email.rpartition("@")[2].lower()

    def _free_at(self, name: str, at: datetime) -> datetime:
        limit, lately = self._limits.get(name, self._to_a_domain), self._lately[name]
        while lately and not at - A_MINUTE < lately[0] <= at:  # of a minute that is over, or of a clock set back
            lately.popleft()
        if not lately:
            del self._lately[name]
        return lately[-limit] + A_MINUTE if limit and len(lately) >= limit else at
