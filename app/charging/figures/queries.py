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
from app.programme.periods import year_dates
from app.programme.queries_periods import years_of
from app.settings import queries as settings
from app.settings.rules_lists import WaiverReasons

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
    agencies = {agency.id: agency for agency in db.session.scalars(select(Agency))}
    lines: dict[int | None, rules.ChargeFigureLine] = {}
    total = rules.ChargeFigureLine("All agencies")
    for agency_id, state, why, is_paid, how_many, pence in rows:
        agency = agencies[agency_id].surviving if agency_id else None
        line = lines.setdefault(
            agency.id if agency else None, rules.ChargeFigureLine(agency.name if agency else NO_AGENCY)
        )
        for each in (line, total):
            each.add(state, why, how_many, int(pence), is_paid=is_paid)
    return rules.ChargeFigures(sorted(lines.values(), key=lambda line: line.name), total, _reasons(total))


def _reasons(total: rules.ChargeFigureLine) -> dict[str, str]:
    """Those that can be chosen, and others that were, by the names that they have today."""
    listed = settings.current(WaiverReasons)
    keys = [entry.key for entry in listed.all if not entry.is_retired or entry.key in total.waived]
    return {key: listed.name_of(key) for key in dict.fromkeys([*keys, *sorted(total.waived)])}


def years_with_charges() -> list[str]:
    """The programme years of the sessions that something was proposed for, the latest first."""
    charge = (
        select(Charge.id)
        .join(Booking, Booking.id == Charge.booking_id)
        .where(Booking.session_id == TrainingSession.id)
        .limit(1)
        .correlate(TrainingSession)
        .scalar_subquery()
    )
    not_history = TrainingSession.is_imported.is_(False)  # nothing is proposed for that
    return years_of(select(TrainingSession.id).where(not_history, charge.is_not(None)))
