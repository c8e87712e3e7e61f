"""The quarterly mail to agency leads."""

from datetime import datetime

from app.accounts.models import User
from app.core.changes import in_batches
from app.core.database import advisory_lock, command, db
from app.notifications.models import LetterKind
from app.notifications.services import post, subscribe
from app.reporting.agency_figures import emails, queries
from app.reporting.agency_figures.models import AgencyFiguresLetter
from app.reporting.agency_figures.rules import TOPIC, Quarter, quarter_to_tell_of


def tell_leads(*, at: datetime) -> int:
    """Write to every lead who hasn't stopped it about the quarter that is over, once. Returns how many letters."""
    quarter = quarter_to_tell_of(at)
    if quarter is None:
        return 0
    return sum(_tell(some, quarter, at=at) for some in in_batches([lead.id for lead in queries.leads_to_tell(quarter)]))


@command
def _tell(leads: list[int], quarter: Quarter, *, at: datetime) -> int:
    advisory_lock("agency figures")
    return sum(_tell_one(lead, quarter, at=at) for lead in queries.leads_to_tell(quarter, among=leads))


def _tell_one(lead: User, quarter: Quarter, *, at: datetime) -> bool:
    """A lead is subscribed with the first letter: their address is proved, and each letter says how to stop it."""
    assert lead.agency is not None
    subscription = subscribe(topic=TOPIC, email=lead.email, name=lead.name, is_proved=True, at=at)
    db.session.add(AgencyFiguresLetter(subscription_id=subscription.id, quarter=quarter.dates[0], told_at=at))
    own = queries.figures_of_agency(lead.agency.surviving, quarter.year, at=at)
    return post(
        emails.quarterly(lead, subscription, quarter, own),
        kind=LetterKind.AGENCY_FIGURES,
        about=subscription.about,
        to_email=lead.email,
        to_name=lead.name,
        at=at,
        occurrence=f"{quarter.year}-q{quarter.number}",
        subscription=subscription,
    )
