"""When a process is dead, and when a job stands still."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

SILENT_AFTER = timedelta(seconds=45)
"""Three beats missed: a process that is at work beats every fifteen seconds. With a look every ten, a monitor knows
within a minute."""

FORGOTTEN_AFTER = timedelta(days=7)
"""A process that has been silent as long is history."""


class JobFault(StrEnum):
    """How a job can stand still. The values stand on pages, after the job's name: "hangs"."""

    HANGS = "hangs"
    FAILS = "fails"
    IS_LATE = "is late"


@dataclass(frozen=True)
class JobState:
    """How one job of a process stands: it runs every so many seconds.

    `finished_at` is the end of the last run that went well, `failed_at` of the last that didn't; `error` names the
    class of the error, never its text, which can hold what somebody typed.
    """

    every: int
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failed_at: datetime | None = None
    error: str = ""

    @property
    def ended_at(self) -> datetime | None:
        """The end of the last run, however it went."""
        return max((end for end in (self.finished_at, self.failed_at) if end), default=None)

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and (self.ended_at is None or self.ended_at < self.started_at)

    @property
    def has_failed(self) -> bool:
        """The last run that ended didn't go well."""
        return self.failed_at is not None and self.failed_at == self.ended_at

    def fault(self, *, running_since: datetime, at: datetime) -> JobFault | None:
        """What is wrong with it, the worst first; None while all is well. Its process runs since `running_since`."""
        if self.is_running and self.started_at and at - self.started_at > may_take(self.every):
            return JobFault.HANGS
        if self.has_failed:
            return JobFault.FAILS
        if at - (self.finished_at or running_since) > may_pause(self.every):
            return JobFault.IS_LATE
        return None

    def as_json(self) -> dict[str, Any]:
        return {
            "every": self.every,
            "started_at": _written(self.started_at),
            "finished_at": _written(self.finished_at),
            "failed_at": _written(self.failed_at),
            "error": self.error,
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Self:
        return cls(
            every=int(written["every"]),
            started_at=_read(written.get("started_at")),
            finished_at=_read(written.get("finished_at")),
            failed_at=_read(written.get("failed_at")),
            error=str(written.get("error", "")),
        )


def is_alive(beat_at: datetime, *, at: datetime) -> bool:
    """Whether a process that beat last at `beat_at` is at work. A beat of the future says nothing: the clock was set
    back since, and who is at work beats again at once."""
    return abs(at - beat_at) <= SILENT_AFTER


def may_take(every: int) -> timedelta:
    """How long one run of a job may last before it hangs."""
    return max(timedelta(minutes=10), timedelta(seconds=20 * every))


def may_pause(every: int) -> timedelta:
    """How long a job may go without a run that went well."""
    return max(timedelta(minutes=5), timedelta(seconds=10 * every))


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _read(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
