"""What is made once for many who ask at the same time, and kept for a moment, in this process."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

NEVER = -math.inf

MOST_KEPT = 100
"""What was made longest ago goes."""


@dataclass(frozen=True)
class Kept(Generic[T]):
    """`made_at` is when its making began, or that of the oldest thing it was made of, in seconds of the monotonic
    clock. `making` is had by who makes it anew."""

    what: T
    made_at: float
    making: Lock = field(default_factory=Lock)


class Shelf(Generic[T]):
    """Whatever is asked for under a key, at most so many `seconds` old. With none, all is made each time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[Hashable, Kept[T | None]] = OrderedDict()

    def take(
        self, key: Hashable, make: Callable[[], T | None], *, oldest_part: Callable[[], float | None] = lambda: None
    ) -> Kept[T | None]:
        """What is kept; else what `make` makes: that isn't kept where it is None.

        It is made by one, and the others wait for that one; should it turn out that it can't be kept, each makes its
        own. Once it is made, `oldest_part` says when the oldest thing in it was read.
        """
        if not self._seconds:
            return self._made(key, make, oldest_part)
        kept = self._kept.get(key) or self._kept.setdefault(key, Kept(None, NEVER))
        if self._is_fresh(kept):
            return kept
        with kept.making:
            again = self._kept.get(key)
            if again is kept:
                return self._made(key, make, oldest_part)
        return again if again and self._is_fresh(again) else self._made(key, make, oldest_part)

    def __contains__(self, key: Hashable) -> bool:
        """Under this key something is kept, or being made."""
        return key in self._kept

    def _made(
        self, key: Hashable, make: Callable[[], T | None], oldest_part: Callable[[], float | None]
    ) -> Kept[T | None]:
        began = time.monotonic()
        what = None
        try:
            what = make()
        finally:
            self._kept.pop(key, None)  # what can't be made any more mustn't keep others waiting for it
        made = Kept(what, min(began, oldest_part() or began))
        if what is not None and self._seconds:
            self._kept[key] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def _is_fresh(self, kept: Kept[T | None]) -> bool:
        return time.monotonic() - kept.made_at < self._seconds
