"""Keeping the workforce that an agency says it has."""

from datetime import datetime

from sqlalchemy import delete

from app.accounts.models import Agency, User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.clock import to_london
from app.core.database import advisory_lock, command, db
from app.programme.periods import programme_year
from app.reporting.reach import queries
from app.reporting.reach.models import Workforce
from app.reporting.reach.refusals import NotAYear


@command
def tell_workforce(agency: Agency, year: str, told: dict[str, int], *, by: User, at: datetime) -> None:
    """By role, in all under the empty one; what was told of this year before is replaced. Raises NotAYear."""
    if year > programme_year(to_london(at).date()):
        raise NotAYear
    advisory_lock("workforce")
    before = queries.workforce_of(agency, year)
    db.session.execute(delete(Workforce).where(Workforce.agency_id == agency.id, Workforce.year == year))
    for role, people in told.items():
        db.session.add(Workforce(agency_id=agency.id, year=year, role=role, people=people, told_at=at))
    audit.write(Verb.TOLD_WORKFORCE, agency, by=by, at=at, year=year, before=before, after=told)
