"""Who wants to come, and what a booking keeps of it."""

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Agency
from app.accounts.people import services as people


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

    def snapshot(self) -> dict[str, Any]:
        """What the booking keeps; the address stays with the person."""
        kept = {name: value for name, value in vars(self).items() if name not in ("email", "other_agency")}
        if self.other_agency:
            kept["agency"] = people.enrol_agency(self.other_agency, is_listed=False)
        return kept
