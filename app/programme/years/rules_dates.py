"""Dates and times as the office types them."""

import re
from datetime import date, time

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


_ISO = re.compile(r"((?:19|20|21)\d\d)-(\d\d)-(\d\d)", re.ASCII)


_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20|21)\d\d)", re.ASCII)


_IN_WORDS = re.compile(r"(\d{1,2}) ([a-z]+) ((?:19|20|21)\d\d)", re.ASCII)


_TIME = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::00)? ?(am|pm)?", re.ASCII)


def written(day: date) -> str:
    """8 February 2027."""
    return f"{day.day} {day:%B} {day.year}"


def read_date(words: str) -> date:
    """2027-02-08, 8 February 2027, 8 Feb 2027 or 8/2/2027. Raises ValueError for anything else."""
    words = " ".join(words.lower().split())
    if found := _ISO.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SLASHED.fullmatch(words):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _IN_WORDS.fullmatch(words):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    raise ValueError(words)


def read_time(words: str) -> time:
    """09:30, 9.30, 9:30am or 2pm; a bare 9 is no time. Raises ValueError for anything else."""
    found = _TIME.fullmatch(words.lower().strip())
    if not found or not (found[2] or found[3]):
        raise ValueError(words)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise ValueError(words)
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute)


def read_dates(text: str) -> tuple[dict[int, date], dict[int, str]]:
    """Dates, one a line, and what is wrong with the other lines: both by the number of the line."""
    dates: dict[int, date] = {}
    wrong: dict[int, str] = {}
    for line, words in enumerate(text.splitlines(), start=1):
        if not words.strip():
            continue
        try:
            day = read_date(words)
        except ValueError:
            wrong[line] = f"“{' '.join(words.split())[:40]}” isn’t a real date, such as 8 February 2027"
            continue
        earlier = next((number for number, known in dates.items() if known == day), None)
        if earlier:
            wrong[line] = f"this date is on line {earlier} already"
        else:
            dates[line] = day
    return dates, wrong


def _month(words: str) -> int:
    """The number of a month, written in full or as its first three letters."""
    return [month if len(words) > 3 else month[:3] for month in _MONTHS].index(words) + 1
