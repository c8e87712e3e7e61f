"""Whether the house is ready for visitors, one answer a check."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.engines.postgresql import WAITS_AT_MOST
from app.operations.heartbeats.models import Process
from app.operations.monitoring.rules import Watched, faulty_jobs


class Subject(StrEnum):
    """What is checked, in this order: what follows one that fails may not be known."""

    DATABASE = "database"
    MIGRATED = "migrated"
    WRITABLE = "writable"
    WAITS = "waits"
    DISK = "disk"
    SCHEDULER = "scheduler"
    MAIL_WORKER = "mail worker"
    OLDEST_DUE = "oldest due message"
    JOBS = "jobs"


@dataclass(frozen=True)
class Check:
    """One line of the answer; `says` is for whoever runs the house, and holds nobody's data."""

    subject: Subject
    is_good: bool
    says: str

    @property
    def word(self) -> str:
        return "ok" if self.is_good else "failed"


@dataclass(frozen=True)
class Space:
    """The disk under a folder, in bytes; `trouble` says why a small file couldn't be written there."""

    folder: str
    free: int
    total: int
    trouble: str = ""


@dataclass(frozen=True)
class DatabaseSize:
    """Of the whole database, with what is free inside it."""

    bytes: int


def migrated(found: frozenset[str], wanted: frozenset[str]) -> Check:
    """The revisions that the database stands at, and those that this version of the house needs."""
    if found == wanted:
        return Check(Subject.MIGRATED, True, f"at {', '.join(sorted(found))}")
    stands = f"at {', '.join(sorted(found))}" if found else "empty"
    return Check(
        Subject.MIGRATED, False, f"run db upgrade: the database is {stands}, wanted is {', '.join(sorted(wanted))}"
    )


def waits(without_end: Mapping[str, Sequence[str]]) -> Check:
    """For a lock, and for a transaction that somebody left open; `without_end` has by role what nothing bounds."""
    statements = [line for role, names in without_end.items() for line in statements_for_role(role, names)]
    to_do = f"run {' '.join(statements)} and let the pooler connect anew, or restart Coursebook"
    says = f"somebody may wait for ever: {to_do}" if statements else "each has its end"
    return Check(Subject.WAITS, not statements, says)


def statements_for_role(role: str, names: Iterable[str] = WAITS_AT_MOST) -> list[str]:
    """By which an administrator bounds the waits where we can't ask for it: behind a pooler."""
    return [f"ALTER ROLE {role} SET {name} = '{WAITS_AT_MOST[name]}';" for name in names]


def disk(spaces: Sequence[Space], *, low_mb: int, low_percent: int) -> Check:
    """Room enough in every folder, and a small file can be written."""
    for space in spaces:
        if space.trouble:
            return Check(Subject.DISK, False, f"nothing can be written in {space.folder}: {space.trouble}")
    tightest = min(spaces, key=lambda space: space.free)
    is_good = all(
        space.free >= low_mb * 1_000_000 and space.free * 100 >= space.total * low_percent for space in spaces
    )
    return Check(Subject.DISK, is_good, f"{tightest.free // 1_000_000} MB free in {tightest.folder}")


NO_VISITOR_NEEDS = frozenset({"make_nightly_backup", "read_bounces", "keep_statistics"})
"""Jobs whose faults the office and the figures tell of: no reason to send visitors elsewhere."""


def of_the_work(watched: Watched) -> list[Check]:
    """Scheduler, mail worker, oldest due message and jobs."""
    return [_scheduler(watched), _mail_worker(watched), _oldest_due(watched), _jobs(watched)]


def _scheduler(watched: Watched) -> Check:
    return _process(Subject.SCHEDULER, Process.SCHEDULER, watched)


def _mail_worker(watched: Watched) -> Check:
    if not watched.sends_mail:
        return Check(Subject.MAIL_WORKER, True, "no mail server is set")
    return _process(Subject.MAIL_WORKER, Process.MAIL_WORKER, watched)


def _process(subject: Subject, process: Process, watched: Watched) -> Check:
    last = watched.last_seen(process)
    says = "none has been seen" if last is None else f"last sign of life {_ago(watched.at - last)} ago"
    return Check(subject, watched.is_alive(process), says)


def _oldest_due(watched: Watched) -> Check:
    if not watched.sends_mail:
        says = "no mail server is set"
    elif watched.mail_held_since:
        says = "mail is held back"
    elif watched.oldest_due:
        says = f"due for {_ago(watched.at - watched.oldest_due)}"
    else:
        says = "nothing is due"
    return Check(Subject.OLDEST_DUE, not watched.mail_is_late, says)


def _jobs(watched: Watched) -> Check:
    found = [job for job in faulty_jobs(watched) if job.name not in NO_VISITOR_NEEDS]
    faulty = [f"{job.name} {job.fault} {job.state.error}".strip() for job in found]
    return Check(Subject.JOBS, not faulty, "; ".join(dict.fromkeys(faulty)) or "none hangs, fails or is late")


def _ago(since: timedelta) -> str:
    return f"{max(0, int(since.total_seconds()))} s"


def answer(checks: Sequence[Check], *, in_detail: bool) -> Mapping[str, object]:
    """What /readyz says: to strangers, words alone."""
    is_ready = all(check.is_good for check in checks)
    return {
        "status": "ready" if is_ready else "not ready",
        "checks": {check.subject.value: f"{check.word}: {check.says}" if in_detail else check.word for check in checks},
    }


def is_near(remote_address: str | None, *, came_through_a_proxy: bool) -> bool:
    """Whether who asks sits at the machine itself. Behind a web server that isn't declared, every visitor seems to.

    Who asks at a Unix socket has no address.
    """
    return remote_address in ("127.0.0.1", "::1", "") and not came_through_a_proxy
