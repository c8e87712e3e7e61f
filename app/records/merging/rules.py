"""What a merge takes over."""

from app.accounts.models import User

FILLED_IN = ("agency_id", "job_role", "team", "manager_name", "manager_email")


def take_over(kept: User, goes: User) -> None:
    """Details that the record that stays doesn't have, and whatever is to their good."""
    for name in FILLED_IN:
        if not getattr(kept, name):
            setattr(kept, name, getattr(goes, name))
    kept.bar_lifted_at = max(filter(None, (kept.bar_lifted_at, goes.bar_lifted_at)), default=None)
    kept.signed_in_at = max(filter(None, (kept.signed_in_at, goes.signed_in_at)), default=None)
    kept.created_at = min(kept.created_at, goes.created_at)


def empty(goes: User) -> None:
    """It is nobody's any more."""
    goes.name = f"Merged record {goes.id}"
    goes.job_role = goes.team = goes.manager_name = goes.manager_email = ""
    goes.agency = None
    goes.has_no_manager, goes.address_proved_at, goes.signed_in_at = False, None, None
    goes.calendar_version += 1
