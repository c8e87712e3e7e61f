"""The evaluation room's jobs."""

from app import clock
from app.evaluation.services import issue_questionnaires, remind


def issue_what_is_missing() -> str:
    """Issue questionnaires that are due; returns a line for the log, or an empty one."""
    issued = issue_questionnaires(at=clock.now())
    return f"{issued} questionnaires issued" if issued else ""


def remind_those_who_have_not_answered() -> str:
    """Send reminders that are due; returns a line for the log, or an empty one."""
    reminded = remind(at=clock.now())
    return f"{reminded} reminders queued" if reminded else ""
