"""The period that figures are asked for, read from a page's address so that it can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.programme.rules.written import read_date
from app.programme.rules.years import programme_year, year_dates


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
