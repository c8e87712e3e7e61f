"""The report by agency of a programme year, with the accepted returns beside it."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Agency
from app.core.database import db
from app.programme.periods import year_dates
from app.reporting.figures.queries import report_on
from app.reporting.figures.queries_rows import ReportScope
from app.reporting.figures.rules import By, Figures, Naming
from app.reporting.single_agency.rules import BesideEachOther, TrainingTogether
from app.single_agency import queries as single_agency
from app.single_agency.rules import ReturnFigures


def beside_each_other(year: str, *, at: datetime) -> BesideEachOther:
    """Under the names of today: what an agency told before it merged stands with the agency that it is part of."""
    since, until = year_dates(year)
    report = report_on(ReportScope(since, until, at, naming=Naming.OF_TODAY), By.AGENCY)
    of_agency = single_agency.figures_by_agency(year)
    those = db.session.scalars(select(Agency).where(Agency.id.in_(of_agency)))
    names = {agency.id: agency.name for agency in those}
    told = {names[number]: figures for number, figures in of_agency.items()}
    came = {row.key[0]: row.figures for row in report.rows}
    lines = [
        TrainingTogether(name, came.get(name, Figures()), told.get(name))
        for name in sorted({*came, *told}, key=str.casefold)
    ]
    return BesideEachOther(lines, report.total, sum(told.values(), ReturnFigures()), told=len(told))
