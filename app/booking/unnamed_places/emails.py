"""Mail to the lead who holds places."""

from app.agency_holds.models import AgencyHold
from app.core.links import url
from app.files.letters import Letter, compose


def reminder(hold: AgencyHold) -> Letter:
    """That they are free again soon, unless somebody is named."""
    return compose(
        "booking/unnamed_places/email/reminder.txt", hold=hold, name_them=url(f"/agency/sessions/{hold.session_id}")
    )


def freed(hold: AgencyHold) -> Letter:
    """That they are free again, and why."""
    return compose("booking/unnamed_places/email/freed.txt", hold=hold, session=hold.session)
