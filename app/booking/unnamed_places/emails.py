"""Mail to the leads of an agency that holds places."""

from app.accounts.models import User
from app.agency_holds.models import AgencyHold
from app.core.links import url
from app.files.letters import Letter, compose


def reminder(hold: AgencyHold, lead: User) -> Letter:
    """That they are free again soon, unless somebody is named."""
    return compose(
        "booking/unnamed_places/email/reminder.txt",
        hold=hold,
        lead=lead,
        name_them=url(f"/agency/sessions/{hold.session_id}"),
    )


def freed(hold: AgencyHold, lead: User) -> Letter:
    """That they are free again, and why."""
    return compose("booking/unnamed_places/email/freed.txt", hold=hold, lead=lead, session=hold.session)
