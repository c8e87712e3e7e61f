"""The state of the house as figures for Prometheus. Ages are seconds, sizes bytes, instants seconds since 1970."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from app.operations.heartbeats.models import Process
from app.operations.monitoring.rules import Watched, WorkFigures, jobs
from app.operations.monitoring.rules_checks import Check, DatabaseSize, Space

Samples = Mapping[Any, float]
"""A figure by the values of its labels, a tuple of them."""


@dataclass(frozen=True, eq=False)  # a registry keeps its collectors by what they are
class State(Collector):
    """What one look found; where the database gave no answer, its figures are left out."""

    checks: Sequence[Check]
    spaces: Sequence[Space]
    size: DatabaseSize | None
    watched: Watched | None
    figures: WorkFigures | None

    def collect(self) -> Iterator[Metric]:
        yield _gauge("ready", "1 for a check that went well", ["check"], {(c.subject,): c.is_good for c in self.checks})
        yield from _of_the_disk(self.spaces)
        if self.size is not None:
            yield _gauge("database_bytes", "How large the database is", [], {(): self.size.bytes})
        if self.figures is not None:
            yield from _of_the_day(self.figures)
        if self.watched is not None:
            yield from _of_mail_and_backups(self.watched)
            yield from _of_processes(self.watched)
            yield from _of_jobs(self.watched)


def _of_the_disk(spaces: Sequence[Space]) -> Iterator[Metric]:
    free = {(space.folder,): space.free for space in spaces}
    total = {(space.folder,): space.total for space in spaces}
    yield _gauge("disk_free_bytes", "Room on the disk under a folder", ["folder"], free)
    yield _gauge("disk_bytes", "Size of the disk under a folder", ["folder"], total)


def _of_the_day(figures: WorkFigures) -> Iterator[Metric]:
    due = {(state,): how_many for state, how_many in figures.due.items()}
    yield _gauge("messages_due", "Messages that are due, by what they wait for", ["state"], due)
    yield _gauge("messages_failed_today", "Messages given up today", [], {(): figures.failed_today})
    yield _gauge("bookings_today", "Bookings made today", [], {(): figures.bookings_today})


def _of_mail_and_backups(watched: Watched) -> Iterator[Metric]:
    since = watched.oldest_due
    oldest = (watched.at - since).total_seconds() if since else 0
    yield _gauge("oldest_due_message_seconds", "How long the longest waiting message has been due", [], {(): oldest})
    yield _gauge("mail_held_back", "1 while somebody holds mail back", [], {(): watched.mail_held_since is not None})
    if watched.last_backup_at:
        last = watched.last_backup_at.timestamp()
        yield _gauge("last_backup_timestamp_seconds", "When the last good backup was made", [], {(): last})


def _of_processes(watched: Watched) -> Iterator[Metric]:
    alive = {(process.value,): len(watched.at_work(process)) for process in Process}
    yield _gauge("processes_alive", "Processes at work, by kind", ["process"], alive)
    ages = {
        (process.value,): (watched.at - last).total_seconds()
        for process in Process
        if (last := watched.last_seen(process))
    }
    yield _gauge("heartbeat_age_seconds", "Since the last sign of life, by kind of process", ["process"], ages)


def _of_jobs(watched: Watched) -> Iterator[Metric]:
    found = jobs(watched)
    done: dict[tuple[str, ...], float] = {}
    for job in found:
        if job.state.finished_at:
            done[(job.name,)] = max(job.state.finished_at.timestamp(), done.get((job.name,), 0))
    yield _gauge("job_last_success_timestamp_seconds", "When a job last went well", ["job"], done)
    faults = {(job.name, job.fault.value): 1 for job in found if job.fault}
    yield _gauge("job_fault", "1 for a job that hangs, fails or is late", ["job", "fault"], faults)


def _gauge(name: str, words: str, labels: list[str], samples: Samples) -> Metric:
    family = GaugeMetricFamily(f"coursebook_{name}", words, labels=labels)
    for values, value in samples.items():
        family.add_metric(values, float(value))
    return family
