"""What is made once for many who ask at the same time, and kept for a moment, in this process."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_KEPT = 100
"""What was made longest ago goes."""


@dataclass(frozen=True)
class Kept(Generic[T]):
    """`made_at` is when its making began, or that of the oldest kept thing it was made of, in seconds of the monotonic
    clock. `making` is had by who makes it anew."""

    what: T
    made_at: float
    making: Lock = field(default_factory=Lock)


_oldest: ContextVar[float | None] = ContextVar("the oldest of what is being made", default=None)


class Shelf(Generic[T]):
    """Whatever is asked for under a key, at most so many `seconds` old. With none, all is made each time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[Hashable, Kept[T]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T | None]) -> T | None:
        """What is kept; else what `make` makes: that isn't kept where it is None.

        What was kept, and is too old, is made anew by one, and the others wait for that one.
        """
        kept = self._kept.get(key)
        if kept is None:
            return self._made(key, make)
        if self._is_fresh(kept):
            return self._taken(kept)
        with kept.making:
            again = self._kept.get(key)
            return self._taken(again) if again and self._is_fresh(again) else self._made(key, make)

    def _taken(self, kept: Kept[T]) -> T:
        _note_age(kept.made_at)
        return kept.what

    def _made(self, key: Hashable, make: Callable[[], T | None]) -> T | None:
        what, around = None, _oldest.set(time.monotonic())
        try:
            what = make()
        finally:
            self._kept.pop(key, None)  # what can't be made any more mustn't keep others waiting for it
            made_at = _oldest.get() or 0.0
            _oldest.reset(around)
        _note_age(made_at)
        if what is not None and self._seconds:
            self._kept[key] = Kept(what, made_at)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return what

    def _is_fresh(self, kept: Kept[T]) -> bool:
        return time.monotonic() - kept.made_at < self._seconds


def _note_age(made_at: float) -> None:
    """Whatever is being made of it is no younger."""
    oldest = _oldest.get()
    if oldest is not None:
        _oldest.set(min(oldest, made_at))
