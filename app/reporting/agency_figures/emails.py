"""The quarterly mail to an agency's lead."""

from app.accounts.models import User
from app.core.links import Secret
from app.files.letters import Letter, compose
from app.notifications.models_subscriptions import Subscription
from app.reporting.agency_figures.rules import OwnFigures, Quarter
from app.web.navigation import public_url_of


def quarterly(lead: User, subscription: Subscription, quarter: Quarter, own: OwnFigures) -> Letter:
    """What came of the agency's places in a quarter, and where to see more."""
    [line] = [each for each in own.quarters if each.name == quarter.words]
    return compose(
        "reporting/agency_figures/email/quarterly.txt",
        lead=lead,
        agency=lead.agency,
        subscription=subscription,
        quarter=quarter,
        line=line,
        page=public_url_of("figures of my agency", year=quarter.year),
        secrets={"stop": Secret("unsubscribe", subscription.id)},
    )
