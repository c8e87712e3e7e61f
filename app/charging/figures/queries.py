"""What became of the charges, by agency and programme year."""

from datetime import time, timedelta

from sqlalchemy import func, select

from app.accounts.models import Agency
from app.booking.models import Booking
from app.charging.figures import rules
from app.charging.models import Charge
from app.core import clock
from app.core.database import db
from app.programme.models_sessions import TrainingSession
from app.programme.periods import programme_year, year_dates

NO_AGENCY = "No agency given"


def figures(year: str) -> rules.ChargeFigures:
    """Of the sessions whose first day is in a programme year. Raises ValueError for what is no year."""
    first, last = year_dates(year)
    since, until = (clock.from_london(day, time()) for day in (first, last + timedelta(days=1)))
    of_charge = (Charge.state, Charge.waiver_reason, Charge.paid_at.is_not(None))
    rows = db.session.execute(
        select(Charge.agency_id, *of_charge, func.count(), func.sum(Charge.pence))
        .join(Charge.booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(TrainingSession.starts_at >= since, TrainingSession.starts_at < until)
        .group_by(Charge.agency_id, *of_charge)
    ).all()
    lines: dict[int | None, rules.ChargeFigureLine] = {}
    total = rules.ChargeFigureLine("All agencies")
    for agency_id, state, why, is_paid, how_many, pence in rows:
        agency = db.session.get_one(Agency, agency_id).surviving if agency_id else None
        line = lines.setdefault(
            agency.id if agency else None, rules.ChargeFigureLine(agency.name if agency else NO_AGENCY)
        )
        for each in (line, total):
            each.add(state, why, how_many, int(pence), is_paid=is_paid)
    return rules.ChargeFigures(sorted(lines.values(), key=lambda line: line.name), total)


def years_with_charges() -> list[str]:
    """The programme years of the sessions that something was proposed for, the latest first."""
    of_sessions = select(TrainingSession.starts_at).join(Booking, Booking.session_id == TrainingSession.id)
    starts = db.session.scalars(of_sessions.join(Charge, Charge.booking_id == Booking.id).distinct())
    return sorted({programme_year(clock.to_london(instant).date()) for instant in starts}, reverse=True)
