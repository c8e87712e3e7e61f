"""Who may change what of whom, and what a change is told as."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.accounts.models import Agency, User
from app.core.roles import Role

MOST_CHANGES_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)

TOLD_OF = ("name", "job_role", "team", "agency", "manager_name", "manager_email", "has_no_manager")
"""What an entry of the log tells, before and after, where it differs."""


@dataclass(frozen=True)
class PersonDetails:
    """A person as a form describes them. `other_agency` names one that isn't on the list."""

    name: str
    job_role: str
    team: str
    agency: Agency | None
    other_agency: str
    manager_name: str
    manager_email: str
    has_no_manager: bool


def may_choose_agency(person: User, *, by: User) -> bool:
    """A lead's agency is what they may see of: the office sets it, and nobody their own."""
    return person.role is not Role.AGENCY_LEAD or (by.is_training_team and by is not person)


def may_correct_address(person: User, *, by: User) -> bool:
    """Whoever has the address can sign in: that of staff is for the training manager to change, one's own for nobody
    without proof."""
    if by is person or not by.is_training_team:
        return False
    return not person.is_staff or by.role is Role.TRAINING_MANAGER


def in_words(person: User) -> dict[str, Any]:
    """What the log tells of somebody, by name."""
    said = {name: getattr(person, name) for name in TOLD_OF}
    return said | {"agency": person.agency.name if person.agency else ""}


def changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What differs, as an entry of the log keeps it; empty where nothing does."""
    different = [name for name in before if before[name] != after[name]]
    if not different:
        return {}
    return {
        "before": {name: before[name] for name in different},
        "after": {name: after[name] for name in different},
    }
