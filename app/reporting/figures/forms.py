"""What the report is asked for, read from the address so that a report can be shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.http.asking import number_in
from app.programme.models_weeks import LearningWeek
from app.programme.periods import Period, asked_period, programme_year
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Naming
from app.reporting.figures.rules_comparison import a_year_before
from app.reporting.figures.rules_rows import QUARTERS, dates_of_quarter
from app.web.formatting import day_month_year, short_date

ASKED = ("from", "to", "year", "quarter", "week", "by", "naming", "beside", "detail")


@dataclass(frozen=True)
class RequestedReport(Period):
    """A period and a division, and what stands beside it.

    `quarter` is asked for of `year`; `week` is a Learning Week whose sessions are asked for, `year` that of its start.
    """

    by: By = By.COURSE
    quarter: int | None = None
    week: LearningWeek | None = None
    naming: Naming = Naming.OF_THE_TIME
    is_beside_last_year: bool = False
    is_in_detail: bool = False

    @property
    def words(self) -> str:
        """What is reported on, as it stands in a heading."""
        if self.week:
            return self.week.name
        if self.quarter:
            return f"{self.year}, quarter {self.quarter}"
        return self.year or f"{short_date(self.since)} to {short_date(self.until)}"

    @property
    def in_address(self) -> dict[str, Any]:
        """As the address of a page or a file asks for the same."""
        period: dict[str, Any] = {"from": self.since.isoformat(), "to": self.until.isoformat()}
        if self.week:
            period = {"week": self.week.id}
        elif self.quarter:
            period = {"year": self.year, "quarter": self.quarter}
        elif self.year:
            period = {"year": self.year}
        more = {
            "naming": self.naming.value if self.naming is not usual_naming(self.is_beside_last_year) else "",
            "beside": "last-year" if self.is_beside_last_year else "",
            "detail": "yes" if self.is_in_detail else "",
        }
        return period | {"by": self.by.value} | {name: value for name, value in more.items() if value}

    @property
    def can_be_compared(self) -> bool:
        """A Learning Week has no same days a year before, and no session is held twice."""
        return self.is_beside_last_year and self.week is None and self.by is not By.SESSION

    def scope(self, at: datetime) -> ReportScope:
        return ReportScope(self.since, self.until, at, self.week.id if self.week else None, self.naming)

    def scope_before(self, at: datetime, today: date) -> ReportScope:
        """The same days a year before: of a period that isn't over, those up to today."""
        until = min(self.until, max(today, self.since))
        return ReportScope(a_year_before(self.since), a_year_before(until), at, None, self.naming)

    def words_before(self, at: datetime, today: date) -> str:
        """What that is called: 2025-26, or its dates."""
        before = self.scope_before(at, today)
        if self.year and self.until <= today:
            year = programme_year(before.since)
            return f"{year}, quarter {self.quarter}" if self.quarter else year
        return f"{day_month_year(before.since)} to {day_month_year(before.until)}"


def usual_naming(is_beside_last_year: bool) -> Naming:
    """Unless another is chosen: that of today where two years are compared, so that a course meets itself again."""
    return Naming.OF_TODAY if is_beside_last_year else Naming.OF_THE_TIME


def as_asked(args: Mapping[str, str]) -> dict[str, Any]:
    """The same for another address, whether or not it can be understood."""
    return {name: args[name] for name in ASKED if name in args}


def requested_report(args: Mapping[str, str], today: date, weeks: Sequence[LearningWeek] = ()) -> RequestedReport:
    """By course unless another division is named."""
    is_beside = args.get("beside") == "last-year"
    asked = RequestedReport(
        **vars(asked_period(args, today)),
        by=next((by for by in By if by == args.get("by")), By.COURSE),
        naming=next((naming for naming in Naming if naming == args.get("naming")), usual_naming(is_beside)),
        is_beside_last_year=is_beside,
        is_in_detail=args.get("detail") == "yes",
    )
    if week := next((week for week in weeks if week.id == number_in(args.get("week", ""))), None):
        return replace(
            asked,
            since=week.starts_on,
            until=week.ends_on,
            year=programme_year(week.starts_on),
            complaint="",
            week=week,
        )
    quarter = number_in(args.get("quarter", ""))
    if asked.year and not asked.complaint and quarter in QUARTERS:
        since, until = dates_of_quarter(asked.year, quarter)
        return replace(asked, since=since, until=until, quarter=quarter)
    return asked
