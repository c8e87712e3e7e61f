"""The programme year, 1 April to 31 March, and the period that figures are asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.web.dates import read_date


def programme_year(day: date) -> str:
    """The programme year of a date: "2024-25"."""
    first = day.year if day >= date(day.year, 4, 1) else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def years_between(first: date, last: date) -> list[str]:
    """The programme years from that of one date to that of another, the latest first."""
    begins, ends = (int(programme_year(day)[:4]) for day in (first, last))
    return [programme_year(date(year, 4, 1)) for year in range(ends, begins - 1, -1)]


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


@dataclass(frozen=True)
class Period:
    """Two dates, inclusive; `year` if they are a programme year's; `complaint` says what couldn't be read."""

    since: date
    until: date
    year: str = ""
    complaint: str = ""

    @property
    def in_address(self) -> dict[str, str]:
        """As a page's address asks for it."""
        return {"year": self.year} if self.year else {"from": self.since.isoformat(), "to": self.until.isoformat()}


def asked_period(args: Mapping[str, str], today: date) -> Period:
    """Two dates if they are given, else a programme year, else the present one."""
    if args.get("from") or args.get("to"):
        try:
            since, until = read_date(args.get("from", "")), read_date(args.get("to", ""))
        except ValueError:
            return _this_year(today, "Give both dates, and real ones, such as 2027-02-08.")
        if since > until:
            return _this_year(today, "The first date is after the last: choose dates in order.")
        return Period(since, until)
    year = args.get("year") or programme_year(today)
    try:
        return Period(*year_dates(year), year)
    except ValueError:
        return _this_year(today, "Choose a programme year, such as 2026-27.")


def _this_year(today: date, complaint: str) -> Period:
    year = programme_year(today)
    return Period(*year_dates(year), year, complaint)
