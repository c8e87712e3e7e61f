"""What the report is asked for, read from the address so that a report can be shared."""

from dataclasses import dataclass
from datetime import date

from werkzeug.datastructures import MultiDict

from app.fields import DateField
from app.programme.rules import programme_year, year_dates
from app.reporting.rules import By


@dataclass(frozen=True)
class Asked:
    """A period and a division; `complaint` says what couldn't be read."""

    since: date
    until: date
    by: By
    year: str
    complaint: str = ""


def asked_from(args: "MultiDict[str, str]", today: date) -> Asked:
    """Two dates if they are given, else a programme year, else the present one."""
    by = next((by for by in By if by == args.get("by")), By.COURSE)
    if args.get("from") or args.get("to"):
        try:
            since, until = DateField.read(args.get("from", "")), DateField.read(args.get("to", ""))
        except ValueError:
            return _this_year(today, by, "Give both dates, and real ones, such as 2027-02-08.")
        if since > until:
            return _this_year(today, by, "The first date is after the last: choose dates in order.")
        return Asked(since, until, by, year="")
    year = args.get("year") or programme_year(today)
    try:
        return Asked(*year_dates(year), by, year)
    except ValueError:
        return _this_year(today, by, "Choose a programme year, such as 2026-27.")


def _this_year(today: date, by: By, complaint: str) -> Asked:
    year = programme_year(today)
    return Asked(*year_dates(year), by, year, complaint)
