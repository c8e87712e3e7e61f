"""What changed since a job last looked: rows that say when, and how far each job has seen.

A job that keeps the house in order looks at rows that changed and at moments that came, not at all of history. Once a
night it sweeps everything that its question can still be about, so that whatever escaped it is found by morning.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.database import Base, advisory_lock, command, db

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When rows changed that are older than this column."""

OVERLAP = timedelta(seconds=90)
"""What is looked at again: a row says when it was written, and is seen once that is committed. A lock is waited for a
quarter of a minute at most, and the clocks of two machines may differ by a minute; what takes longer is found at night.
A job that runs every few seconds looks at each change again in every run of that time, so more would cost more."""

MENDED_WITHIN = timedelta(minutes=3)
"""Within this, a job that looks every minute or more often has done what follows from a change. Until then what is
still missing doesn't count as a broken invariant."""

NOTED_EVERY = timedelta(minutes=1)
"""How often a job that finds nothing to do writes down that it looked."""

SWEEPS_AT = time(2, 30)
"""London time. The first look after it is a sweep."""

AT_ONCE = 50
"""How many records one write transaction is about: it lasts some tens of milliseconds, and bookings wait no longer."""

SEEN_AT_ONCE = 500
"""How many records a job reads about at a time, outside any write transaction."""


class ChangeTracked:
    """A record that says when it changed last, for the jobs that look at what changed."""

    changed_at: Mapped[datetime] = mapped_column(
        default=clock.now, onupdate=clock.now, server_default=f"{LONG_AGO:%Y-%m-%d %H:%M:%S}", index=True
    )

    def mark_changed(self) -> None:
        """Something that isn't kept on this record changed for it."""
        self.changed_at = clock.now()


class LastRun(Base):
    """How far a job has seen: `at` is the time it was run for, `seen_until` what our clock said as it began to look,
    and `settings` a digest of what it went by."""

    __tablename__ = "last_run"

    job: Mapped[str] = mapped_column(String(60), unique=True)
    at: Mapped[datetime]
    seen_until: Mapped[datetime] = mapped_column(server_default=f"{LONG_AGO:%Y-%m-%d %H:%M:%S}")
    swept_at: Mapped[datetime | None]
    settings: Mapped[str] = mapped_column(String(64), default="", server_default="")


@dataclass(frozen=True)
class JobRun:
    """What a job has to see: all in a sweep, else what changed since `since`, and moments after `last` and by `at`."""

    job: str
    at: datetime
    last: datetime
    since: datetime
    seen_until: datetime
    settings: str
    is_sweep: bool
    is_noted: bool


def look(job: str, *, at: datetime, settings: object = "") -> JobRun:
    """What a job has to see now. One query. `settings` is whatever else its answers depend on."""
    digest = hashlib.sha256(repr(settings).encode()).hexdigest() if settings else ""
    last, now = last_run(job), clock.now()
    if last is None:
        return JobRun(job, at, at, LONG_AGO, now, digest, is_sweep=True, is_noted=True)
    is_swept = last.swept_at is not None and _last_night(at) <= last.swept_at <= at
    is_sweep = not is_swept or last.settings != digest
    is_noted = is_sweep or abs(at - last.at) >= NOTED_EVERY
    since = min(last.seen_until, now) - OVERLAP  # a clock that was set back made rows look older than they are
    return JobRun(job, at, min(last.at, at), since, now, digest, is_sweep=is_sweep, is_noted=is_noted)


def last_run(job: str) -> LastRun | None:
    return db.session.scalar(select(LastRun).where(LastRun.job == job))


@command
def _note(looked: JobRun) -> None:
    advisory_lock(f"last run of {looked.job}")  # two schedulers may both be the first
    record = last_run(looked.job) or LastRun(job=looked.job, swept_at=None)
    record.at, record.seen_until, record.settings = looked.at, looked.seen_until, looked.settings
    if looked.is_sweep:
        record.swept_at = looked.at
    db.session.add(record)
    db.session.flush()  # whoever runs it twice in one command, as the demo does, finds it


def note(looked: JobRun) -> None:
    """The job has done all that it saw: next time it goes on from here. Where it fails before that, it looks again."""
    if looked.is_noted:
        _note(looked)


def in_batches(numbers: Iterable[int], how_many: int = AT_ONCE) -> Iterator[list[int]]:
    """As many records as one write transaction is about."""
    rest = iter(numbers)
    while some := list(islice(rest, how_many)):
        yield some


def in_groups(numbers: Iterable[tuple[object, int]]) -> Iterator[list[int]]:
    """The same, but numbers with the same key stay together, as somebody's who is to get one letter about them all."""
    of_key: dict[object, list[int]] = {}
    for key, number in numbers:
        of_key.setdefault(key, []).append(number)
    together: list[int] = []
    for theirs in of_key.values():
        together += theirs
        if len(together) >= AT_ONCE:
            yield together
            together = []
    if together:
        yield together


def _last_night(at: datetime) -> datetime:
    """The latest hour of sweeping that has passed."""
    today = clock.to_london(at).date()
    tonight = clock.from_london(today, SWEEPS_AT)
    return tonight if at >= tonight else clock.from_london(today - timedelta(days=1), SWEEPS_AT)
