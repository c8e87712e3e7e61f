"""Who wants to come, and what a booking keeps of it."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Agency
from app.terms.models import Policy


@dataclass(frozen=True)
class BookingSnapshot:
    """Somebody as they were described: people move before month three. The address stays with the person."""

    name: str
    agency: Agency | None
    job_role: str = ""
    team: str = ""
    manager_name: str = ""
    manager_email: str = ""
    has_no_manager: bool = False
    access_needs: str = ""
    dietary_needs: str = ""


@dataclass(frozen=True)
class AcceptedTerms:
    """Which version, when it was accepted, and until when a withdrawal was promised to be free of charge."""

    policy: Policy | None
    accepted_at: datetime | None
    free_until: datetime | None


@dataclass(frozen=True)
class Delegate:
    """Who wants to come, as they say it on the booking form.

    `other_agency` names an agency that isn't on the list: it is kept, off the list, for the office to look at.
    """

    name: str
    email: str
    agency: Agency | None
    job_role: str
    other_agency: str = ""
    manager_name: str = ""
    manager_email: str = ""
    has_no_manager: bool = False
    team: str = ""
    access_needs: str = ""
    dietary_needs: str = ""

    def snapshot(self, agency: Agency | None) -> BookingSnapshot:
        """What the booking keeps, with the agency that `agency_of` found."""
        return BookingSnapshot(
            name=self.name,
            agency=agency,
            job_role=self.job_role,
            team=self.team,
            manager_name=self.manager_name,
            manager_email=self.manager_email,
            has_no_manager=self.has_no_manager,
            access_needs=self.access_needs,
            dietary_needs=self.dietary_needs,
        )
