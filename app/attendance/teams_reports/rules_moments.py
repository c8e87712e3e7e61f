"""Dates, times and durations as reports write them: American, British or ISO."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from app.core.clock import from_london, to_london

_SLASHED = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2}),? (\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?: ?([ap])\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)


_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:T|,? )(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII
)


_IN_WORDS = re.compile(r"(?:(\d{1,4}) ?h)? ?(?:(\d{1,5}) ?m)? ?(?:(\d{1,6}) ?s)?", re.ASCII | re.IGNORECASE)


_IN_FIGURES = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)


class Order(Enum):
    """Which figure of 12/3/2026 comes first."""

    MONTH_FIRST = "month first, as in the United States"
    DAY_FIRST = "day first, as in Britain"


@dataclass(frozen=True)
class Moment:
    """An instant, in UTC."""

    at: datetime

    @property
    def on(self) -> date:
        """Its date in London."""
        return to_london(self.at).date()


def read_moment(given: str, order: Order, *, is_utc: bool = False) -> Moment | None:
    """What a report means by "12/3/26, 9:58:12 AM"; None if it can't be read so.

    It is London's wall clock unless the report says UTC, or the time its own zone.
    """
    try:
        return _iso(given, is_utc) or _slashed(given, order, is_utc)
    except (ValueError, OverflowError):
        return None  # no such day or hour


def read_duration(given: str) -> timedelta | None:
    """ "1h 2m 3s", "62m 3s" or "01:02:03"; None if it is something else."""
    found = _IN_FIGURES.fullmatch(given) or _IN_WORDS.fullmatch(given)
    if not found or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _iso(given: str, is_utc: bool) -> Moment | None:
    found = _ISO.fullmatch(given)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    if zone:
        return Moment(datetime.fromisoformat(given.replace(", ", "T").replace(" ", "T")).astimezone(UTC))
    return _moment(date(int(year), int(month), int(day)), time(int(hour), int(minute), int(second or 0)), is_utc)


def _slashed(given: str, order: Order, is_utc: bool) -> Moment | None:
    found = _SLASHED.fullmatch(given)
    if not found:
        return None
    first, second, year = (int(part) for part in found.group(1, 2, 3))
    century = 2000 if len(found[3]) == 2 else 0
    month, day = (first, second) if order is Order.MONTH_FIRST else (second, first)
    on = date(century + year, month, day)
    return _moment(on, time(_hour(int(found[4]), found[7]), int(found[5]), int(found[6] or 0)), is_utc)


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.casefold() == "p" else 0)


def _moment(on: date, at: time, is_utc: bool) -> Moment:
    return Moment(datetime.combine(on, at, tzinfo=UTC) if is_utc else from_london(on, at))
