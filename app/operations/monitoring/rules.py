"""What stands still, in words for somebody who runs the training and not the server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.operations.heartbeats.models import Heartbeat, Process
from app.operations.heartbeats.rules import JobFault, JobState, is_alive
from app.operations.monitoring.rules_words import job_in_words

MAIL_IS_LATE_AFTER = timedelta(minutes=15)
"""A message that has been due as long should have left."""

BACKUP_IS_OLD_AFTER = timedelta(hours=36)
"""A backup a day, and half a day's patience."""

UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))

ASK = "Ask whoever runs the server to"
HOW = "docs/monitoring.md says how."


@dataclass(frozen=True)
class Watched:
    """What is known of the house's own work at an instant.

    `backup_failed_at` and the like are of the nightly backup. `oldest_due` is since when the message has been due that
    has waited longest, and `mail_may_wait` how long it may. `sends_mail` says whether a mail server is set at all;
    `mail_held_since` since when somebody holds mail back.
    """

    at: datetime
    heartbeats: tuple[Heartbeat, ...]
    oldest_due: datetime | None
    sends_mail: bool
    mail_may_wait: timedelta = MAIL_IS_LATE_AFTER
    mail_held_since: datetime | None = None
    backups_are_set_up: bool = False
    last_backup_at: datetime | None = None
    backup_failed_at: datetime | None = None
    mailbox_error: str = ""
    mailbox_read_at: datetime | None = None

    def of(self, process: Process) -> list[Heartbeat]:
        return [beat for beat in self.heartbeats if beat.process is process]

    def at_work(self, process: Process) -> list[Heartbeat]:
        return [beat for beat in self.of(process) if is_alive(beat.beat_at, at=self.at)]

    def is_alive(self, process: Process) -> bool:
        return bool(self.at_work(process))

    def last_seen(self, process: Process) -> datetime | None:
        """When a process of this kind beat last; None where none is known."""
        return max((beat.beat_at for beat in self.of(process)), default=None)

    @property
    def failing_jobs(self) -> set[str]:
        """Those that run well and reach nothing: the next night, or the next good look at the mailbox, ends that."""
        stands = {"make_nightly_backup": self.backup_failed_at, "read_bounces": self.mailbox_error}
        return {job for job, trouble in stands.items() if trouble}

    @property
    def mail_is_late(self) -> bool:
        """A message has waited too long, though nobody holds mail back and there is a server to send it."""
        is_moving = self.sends_mail and self.mail_held_since is None
        return is_moving and self.oldest_due is not None and self.at - self.oldest_due > self.mail_may_wait


@dataclass(frozen=True)
class WorkFigures:
    """Of messages and bookings, today in London. `due` is by what the messages wait for."""

    due: dict[str, int]
    failed_today: int
    bookings_today: int

    @property
    def due_in_all(self) -> int:
        return sum(self.due.values())


@dataclass(frozen=True)
class Standstill:
    """Something that should go by itself and doesn't: since when, what that means for people, and what to do."""

    what: str
    since: datetime | None
    means: str
    to_do: str
    page: str
    """Where to look: the name of the page."""
    leads_on: str = ", since"
    """From what stands still to when that began."""


@dataclass(frozen=True)
class ProcessLine:
    """A process as the office sees it: its latest signs of life, none where it was never seen."""

    process: Process
    beat: Heartbeat | None
    is_alive: bool


def processes(watched: Watched) -> list[ProcessLine]:
    """Those at work; of a kind that has none at work, the one seen last."""
    lines = []
    for process in Process:
        at_work = watched.at_work(process)
        last = max(watched.of(process), key=lambda beat: beat.beat_at, default=None)
        lines += [ProcessLine(process, beat, True) for beat in at_work] or [ProcessLine(process, last, False)]
    return lines


@dataclass(frozen=True)
class JobOfProcess:
    """One job of one process that is at work."""

    name: str
    state: JobState
    fault: JobFault | None
    process: Process

    @property
    def words(self) -> str:
        """What it does, as it is read on a page."""
        return job_in_words(self.name)

    @property
    def every(self) -> str:
        """How often it runs: 15 seconds, 10 minutes, 1 hour."""
        every = self.state.every
        seconds, unit = next((seconds, unit) for seconds, unit in UNITS if every >= seconds and every % seconds == 0)
        return f"{every // seconds} {unit}{'' if every == seconds else 's'}"

    @property
    def faulty_since(self) -> datetime | None:
        """When it began what it doesn't finish, when it failed, or when it was last done."""
        if self.fault is JobFault.HANGS:
            return self.state.started_at
        return self.state.failed_at if self.fault is JobFault.FAILS else self.state.finished_at


def jobs(watched: Watched) -> list[JobOfProcess]:
    """Every job of every process at work, by name: those of a dead one are its process's trouble."""
    found = [
        JobOfProcess(name, state, _fault(name, state, beat, watched), beat.process)
        for process in Process
        for beat in watched.at_work(process)
        for name, state in beat.job_states.items()
    ]
    return sorted(found, key=lambda job: job.words)


def _fault(name: str, state: JobState, beat: Heartbeat, watched: Watched) -> JobFault | None:
    """What its process says of it; else that what it is there for fails."""
    found = state.fault(running_since=beat.started_at, at=watched.at)
    return found or (JobFault.FAILS if name in watched.failing_jobs else None)


def faulty_jobs(watched: Watched) -> list[JobOfProcess]:
    """Those that hang, fail or are late."""
    return [job for job in jobs(watched) if job.fault]


def standing_still(watched: Watched) -> list[Standstill]:
    """All that stands still, what matters most first; empty when everything goes by itself."""
    return [
        *_without_a_scheduler(watched),
        *_without_a_mail_worker(watched),
        *_held_back(watched),
        *_late_mail(watched),
        *_jobs_not_done(watched),
        *_unread_mailbox(watched),
        *_without_a_backup(watched),
    ]


def _without_a_scheduler(watched: Watched) -> Iterator[Standstill]:
    if watched.is_alive(Process.SCHEDULER):
        return
    last = watched.last_seen(Process.SCHEDULER)
    yield Standstill(
        "The scheduler has stopped" if last else "The scheduler is not running",
        last,
        "Nobody gets joining details, reminders or questionnaires, places that nobody confirmed aren’t passed on, and "
        "no charge is proposed. All of it is made up for once the scheduler runs again.",
        f"{ASK} start the scheduler: {HOW}",
        "how it runs",
    )


def _without_a_mail_worker(watched: Watched) -> Iterator[Standstill]:
    if not watched.sends_mail or watched.is_alive(Process.MAIL_WORKER):
        return
    last = watched.last_seen(Process.MAIL_WORKER)
    yield Standstill(
        "Mail has stopped" if last else "Nothing sends mail",
        last,
        "Nobody gets codes to sign in, confirmations or joining details. Nothing is lost: the messages wait in the "
        "outbox.",
        f"{ASK} start the mail worker: {HOW}",
        "outbox",
    )


def _held_back(watched: Watched) -> Iterator[Standstill]:
    if watched.mail_held_since is not None:
        yield Standstill(
            "Mail has been held back",
            watched.mail_held_since,
            "Nobody gets any message until you start mail again.",
            "Look at what is due, then press “Start mail”.",
            "what is due",
            leads_on=" since",
        )


def _late_mail(watched: Watched) -> Iterator[Standstill]:
    if watched.mail_is_late and watched.is_alive(Process.MAIL_WORKER):
        yield Standstill(
            "Messages wait too long",
            watched.oldest_due,
            "People may wait for a code or a confirmation.",
            f"Look in the outbox for what the mail server says. {ASK} see whether it takes mail.",
            "outbox",
        )


def _jobs_not_done(watched: Watched) -> Iterator[Standstill]:
    faulty = [job for job in faulty_jobs(watched) if job.name not in watched.failing_jobs]
    if not faulty:
        return
    named = ", ".join(dict.fromkeys(f"“{job.words}” {job.fault}" for job in faulty))
    yield Standstill(
        f"Some work isn’t done: {named}",
        min((job.faulty_since for job in faulty if job.faulty_since), default=None),
        "What these jobs do by themselves is late. It is made up for once they run well again.",
        f"{ASK} look at the page “How it runs” and into the logs.",
        "how it runs",
    )


def _unread_mailbox(watched: Watched) -> Iterator[Standstill]:
    if watched.mailbox_error:
        yield Standstill(
            "Mail that comes back can’t be read",
            watched.mailbox_read_at,
            "You don’t hear of addresses that don’t work, and people behind them miss their letters.",
            f"See what the mailbox’s server says. {ASK} put it right.",
            "mail that came back",
        )


def _without_a_backup(watched: Watched) -> Iterator[Standstill]:
    """Backups are set up, and the last good night is over a day and a half ago, or there is none, or a later failed."""
    last, failed_at = watched.last_backup_at, watched.backup_failed_at
    is_old = last is None or watched.at - last > BACKUP_IS_OLD_AFTER
    if not watched.backups_are_set_up or not (is_old or failed_at):
        return
    failed = ("The nightly backup fails", failed_at) if failed_at else ("There is no backup yet", None)
    what, since = ("Backups have stopped", last) if is_old and last else failed
    yield Standstill(
        what,
        since,
        "If the server breaks now, what was booked and marked since the last good one is lost.",
        f"{ASK} see why no backup is made: {HOW}",
        "backups",
    )
