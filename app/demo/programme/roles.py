"""What the demo's job roles need."""

from collections.abc import Mapping
from datetime import datetime

from app.accounts.models import User
from app.booking.job_roles import services
from app.booking.job_roles.models import RoleGroup
from app.programme.models import Course

FIRST = "Fundamental Safeguarding"
OFTEN = (FIRST, "Complex Neglect", "Trio of Vulnerabilities")

NEEDS: Mapping[str, tuple[RoleGroup, tuple[str, ...]]] = {
    "Social worker": (RoleGroup.C, (*OFTEN, "Contextual Safeguarding and Serious and Organised Crime")),
    "Team manager": (RoleGroup.C, (*OFTEN, "Professional Allegations and the LADO")),
    "Health visitor": (RoleGroup.C, OFTEN),
    "School nurse": (RoleGroup.C, OFTEN),
    "Designated safeguarding lead": (RoleGroup.C, (*OFTEN, "Professional Allegations and the LADO")),
    "Police constable": (RoleGroup.B, (FIRST, "Contextual Safeguarding and Serious and Organised Crime")),
    "Teacher": (RoleGroup.B, (FIRST, "Digital Safeguarding")),
    "Youth worker": (RoleGroup.B, (FIRST, "Digital Safeguarding")),
    "Volunteer": (RoleGroup.A, (FIRST,)),
    "Councillor": (RoleGroup.A, (FIRST,)),
}


def add_roles(courses: Mapping[str, Course], *, by: User, at: datetime) -> None:
    for name, (group, titles) in NEEDS.items():
        needs = [courses[title] for title in titles]
        services.add_role(name=name, group=group, also_called="", needs=needs, by=by, at=at)
