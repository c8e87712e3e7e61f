"""The demo's budget of two years, what was spent, and what sessions cost."""

import random
from datetime import datetime, time, timedelta

from sqlalchemy import Select, select

from app.accounts.models import User
from app.core.clock import from_london, to_london
from app.core.database import db
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.periods import programme_year, year_dates
from app.reporting.costs import services
from app.reporting.costs.models import CostKind
from app.reporting.costs.services import Cost, LineDetails, year_before

LINES = (
    LineDetails("Venues", 720_000, (CostKind.VENUE,)),
    LineDetails("Catering", 310_000, (CostKind.CATERING,)),
    LineDetails("Trainers from outside", 480_000, (CostKind.TRAINER,)),
    LineDetails("Booking system and printing", 150_000, (CostKind.OTHER,)),
)

SPENT = (
    (40, "Handouts printed for the autumn", 21_540),
    (150, "Licence for online sessions, a year", 64_800),
    (220, "Banners for the Learning Week", 18_275),
)
"""How many days into the year, what, and pence."""


def add_money(*, by: User, chance: random.Random, at: datetime) -> None:
    today = to_london(at).date()
    years = [year_before(programme_year(today)), programme_year(today)]
    for year in years:
        lines = [services.add_line(year, details, by=by, at=at) for details in LINES]
        for days, words, pence in SPENT:
            if (on := year_dates(year)[0] + timedelta(days=days)) <= today:
                services.add_spending(lines[-1], on=on, words=words, pence=pence, by=by, at=at)
    for session in db.session.scalars(_over_since(years[0], at)):
        services.set_costs(session, _costs(session, chance), by=by, at=at)


def _over_since(year: str, at: datetime) -> Select[TrainingSession]:
    """Those that bills have come for."""
    since = from_london(year_dates(year)[0], time.min)
    return select(TrainingSession).where(
        TrainingSession.starts_at >= since, TrainingSession.ends_at < at - timedelta(days=5)
    )


def _costs(session: TrainingSession, chance: random.Random) -> dict[CostKind, Cost]:
    """A room costs what its venue usually does; every fourth session has a trainer who is paid."""
    days, costs = len(session.days), {}
    if session.delivery is not Delivery.VIRTUAL and session.venue_record:
        costs[CostKind.VENUE] = Cost((session.venue_record.usual_pence or 0) * days)
        costs[CostKind.CATERING] = Cost(260 * session.places * days, "Tea, coffee and water")
    if chance.random() < 0.25:
        costs[CostKind.TRAINER] = Cost(30_000 * days, "A day’s fee")
    return costs or {CostKind.OTHER: Cost(0)}
