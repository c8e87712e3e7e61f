"""What a report is about: a programme year or a quarter of it, with the figures that several sections need."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from app.core.database import db
from app.evaluation.publishing import queries as publishing
from app.evaluation.publishing.rules import Publication
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.periods import Period, programme_year, year_dates
from app.reporting.figures import queries as figures
from app.reporting.figures import queries_beside as beside
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Figures, Report
from app.reporting.figures.rules_comparison import a_year_before
from app.reporting.figures.rules_rows import dates_of_quarter
from app.settings import queries as settings
from app.settings.rules_programme import ReviewLine


@dataclass(frozen=True)
class ReportedPeriod:
    """Figures are read once, when first asked for. Agencies stand under the name of the time, in all that is published:
    two namings could be subtracted from each other."""

    year: str
    at: datetime
    quarter: int | None = None

    @property
    def dates(self) -> tuple[date, date]:
        return dates_of_quarter(self.year, self.quarter) if self.quarter else year_dates(self.year)

    @property
    def period(self) -> Period:
        return Period(*self.dates, "" if self.quarter else self.year)

    @property
    def scope(self) -> ReportScope:
        return ReportScope(*self.dates, self.at)

    @property
    def words(self) -> str:
        return f"{self.year}, quarter {self.quarter}" if self.quarter else self.year

    @property
    def words_before(self) -> str:
        year = programme_year(a_year_before(self.dates[0]))
        return f"quarter {self.quarter} of {year}" if self.quarter else year

    @property
    def address(self) -> dict[str, str | int]:
        """As the pages of figures ask for it."""
        return {"year": self.year, **({"quarter": self.quarter} if self.quarter else {})}

    @cached_property
    def by_course(self) -> Report:
        """With the different people behind the attendances."""
        report = figures.report_on(self.scope, By.COURSE)
        beside.count_people(report, self.scope)
        return report

    @property
    def total(self) -> Figures:
        return self.by_course.total

    @cached_property
    def before(self) -> Figures | None:
        """The same of a year before; None where nothing was held then."""
        since, until = map(a_year_before, self.dates)
        total = figures.report_on(ReportScope(since, until, self.at), By.STRAND).total
        return total if total.sessions else None

    @cached_property
    def courses_before(self) -> set[str]:
        """The titles of those that had a session at any time before it."""
        earlier = ReportScope(date.min, self.dates[0] - timedelta(days=1), self.at).sessions()
        titles = earlier.add_columns(Course.title).join(Course, Course.id == TrainingSession.course_id)
        return set(db.session.scalars(titles.where(~TrainingSession.is_cancelled).distinct()))

    @cached_property
    def publication(self) -> Publication:
        """What may be published of the evaluation: settled figures, suppressed."""
        return publishing.published(self.period)

    @cached_property
    def review_line(self) -> int:
        return settings.current(ReviewLine).percent
