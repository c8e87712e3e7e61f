"""Dates and times as people, forms and spreadsheets write them. What can't be read for certain is a ValueError.

Forms and files of a fixed shape have one way, ISO's; people have several; reports of other programs may have the month
first and two figures of the year, so that their reader says which order it expects.
"""

import re
from datetime import date, datetime, time, timedelta
from enum import Enum

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_ISO_TIME = re.compile(r"(\d\d):(\d\d)", re.ASCII)
_ISO_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2}) ([a-z]+) (\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d)(?:[:.](\d\d)(?:\.(\d{1,6})\d*)?)?)? ?(?:([ap])\.?m\.?)?", re.ASCII)
_MOMENT = re.compile(r"(\S+?)(?:,? |t)(\d.*?)(z|[+-]\d\d:\d\d)?", re.ASCII)
_LASTS_IN_WORDS = re.compile(r"(?:(\d{1,4}) ?h)? ?(?:(\d{1,5}) ?m)? ?(?:(\d{1,6}) ?s)?", re.ASCII)
_LASTS_IN_FIGURES = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)", re.ASCII)


class Order(Enum):
    """Which figure of 12/3/2026 comes first."""

    MONTH_FIRST = "month first, as in the United States"
    DAY_FIRST = "day first, as in Britain"


# --- In ISO's way alone ---


def iso_date(words: str) -> date:
    """2027-02-08, within living memory: year 202 is a slip of the finger."""
    year, month, day = map(int, _must_match(_ISO_DATE, words).groups())
    return _date(year, month, day)


def iso_time(words: str) -> time:
    """09:30, without a zone: it is London's wall clock."""
    hour, minute = map(int, _must_match(_ISO_TIME, words).groups())
    return time(hour, minute)


def iso_moment(words: str) -> datetime:
    """2027-02-08T09:30, of a wall clock."""
    day, _, at = words.partition("T")
    return datetime.combine(iso_date(day), iso_time(at))


def iso_month(words: str) -> date:
    """The first day of 2027-02."""
    year, month = map(int, _must_match(_ISO_MONTH, words, "a month such as 2026-10").groups())
    return _date(year, month, 1, "a month such as 2026-10")


# --- In any way ---


def read_date(words: str, order: Order = Order.DAY_FIRST, *, has_short_years: bool = False) -> date:
    """2027-02-08, 8 February 2027, 8 Feb 2027, 8/2/2027, 8.2.2027; 8/2/27 only where years may be short."""
    words = _plain(words)
    if _ISO_DATE.fullmatch(words):
        return iso_date(words)
    if found := _IN_WORDS.fullmatch(words):
        return _date(int(found[3]), _month(found[2]), int(found[1]))
    found = _must_match(_SLASHED, words)
    is_short = len(found[4]) == 2
    if is_short and not has_short_years:
        raise ValueError(f"{words!r} has no whole year")
    day, month = (found[1], found[3]) if order is Order.DAY_FIRST else (found[3], found[1])
    return _date(int(found[4]) + (2000 if is_short else 0), int(month), int(day))


def read_time(words: str) -> time:
    """09:30, 9.30, 9:30am or 2pm, to the minute; a bare 9 is no time."""
    at = _clock(_plain(words))
    if at.second or at.microsecond:
        raise ValueError(f"{words!r} has seconds")
    return at


def read_moment(words: str, order: Order) -> datetime:
    """12/3/26, 9:58:12 AM or 2026-12-03T09:58:12: of a wall clock, or aware of its zone where that is given too."""
    day, at, zone = _must_match(_MOMENT, _plain(words)).groups()
    moment = datetime.combine(read_date(day, order, has_short_years=True), _clock(at))
    return datetime.fromisoformat(f"{moment.isoformat()}{zone.upper()}") if zone else moment


def read_duration(words: str) -> timedelta:
    """1h 2m 3s, 62m 3s or 01:02:03."""
    words = words.lower()
    found = _LASTS_IN_FIGURES.fullmatch(words) or _must_match(_LASTS_IN_WORDS, words, "a duration")
    if not any(found.groups()):
        raise ValueError(f"{words!r} is not a duration")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _clock(words: str) -> time:
    found = _must_match(_TIME, words, "a time")
    hour, half = int(found[1]), found[5]
    if not (found[2] or half):
        raise ValueError(f"{words!r} is not a time: it may be anything")
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(f"{words!r} is not a time: half a day has twelve hours")
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found[2] or 0), int(found[3] or 0), int((found[4] or "").ljust(6, "0")))


def _date(year: int, month: int, day: int, what: str = "a date") -> date:
    if not (1900 <= year < 2200 and 1 <= month <= 12):
        raise ValueError(f"{year}, {month}, {day} is not {what}")
    return date(year, month, day)


def _month(words: str) -> int:
    """The number of a month, written in full or as its first three letters."""
    return [month if len(words) > 3 else month[:3] for month in _MONTHS].index(words) + 1


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def _must_match(shape: re.Pattern[str], words: str, what: str = "a date or a time") -> re.Match[str]:
    found = shape.fullmatch(words)
    if not found:
        raise ValueError(f"{words[:40]!r} is not {what}")
    return found
