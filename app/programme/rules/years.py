"""The programme year, 1 April to 31 March."""

import re
from datetime import date, timedelta


def programme_year(day: date) -> str:
    """The programme year of a date: "2024-25"."""
    first = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def year_dates(year: str) -> tuple[date, date]:
    """The first and last day of "2024-25". Raises ValueError for anything else, "2024-26" too."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", year, re.ASCII)
    if not match or int(match[2]) != (int(match[1]) + 1) % 100 or not 1 <= int(match[1]) <= 9998:
        raise ValueError(f"{year!r} is not a programme year such as 2024-25")
    first = int(match[1])
    return date(first, 4, 1), date(first + 1, 3, 31)


def next_year(year: str) -> str:
    """The programme year after: "2025-26" after "2024-25"."""
    return programme_year(year_dates(year)[1] + timedelta(days=1))
