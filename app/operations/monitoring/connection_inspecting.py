"""Inspecting for as long as one likes, answering in time.

Whoever looks does so in a thread of its own, finding by finding; whoever asks waits a few seconds at most and gets what
was found by then. However many ask, one looks at a time.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

log = logging.getLogger("coursebook.monitoring")
T = TypeVar("T")
Inspecting = Callable[[], Iterator[object]]

KEPT = 10
"""Seconds for which the findings are shown again: however many ask, the write lock is wanted this often."""

WAITED = 5
"""Seconds until whoever asks gets an answer."""

GIVEN_UP = 60
"""Seconds after which a look that doesn't end is left to itself, and another begun."""


class Inspection:
    """What one look finds. Times are of the monotonic clock."""

    def __init__(self, looking: Inspecting) -> None:
        self._looking = looking
        self._findings: list[object] = []
        self._began = time.monotonic()
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="look", daemon=True).start()

    def wait(self) -> None:
        """Until it has ended, or has taken its time."""
        self._ended.wait(max(0.0, self._began + WAITED - time.monotonic()))

    @property
    def has_ended(self) -> bool:
        return self._ended.is_set()

    @property
    def is_old(self) -> bool:
        """Another is due."""
        return time.monotonic() - self._began > (KEPT if self.has_ended else GIVEN_UP)

    def found(self, kind: type[T]) -> list[T]:
        """What was found of a kind, so far."""
        return [finding for finding in list(self._findings) if isinstance(finding, kind)]

    def one(self, kind: type[T]) -> T | None:
        """The first of a kind; None where none is found yet."""
        return next(iter(self.found(kind)), None)

    def _run(self) -> None:
        try:
            for finding in self._looking():
                self._findings.append(finding)
        except Exception:
            log.exception("a look at the house failed")
        finally:
            self._ended.set()


class Watch:
    """The last look of this process."""

    def __init__(self, looking: Inspecting) -> None:
        self._looking = looking
        self._lock = threading.Lock()
        self._last: Inspection | None = None

    def inspect(self) -> Inspection:
        """The last one, or a new one where that is old; waited for."""
        with self._lock:
            if self._last is None or self._last.is_old:
                self._last = Inspection(self._looking)
            last = self._last
        last.wait()
        return last
