"""The evaluation room's jobs."""

from app import clock
from app.evaluation.services import forget_what_was_started, issue_questionnaires, remind
from app.formatting import count


def issue_what_is_missing() -> str:
    """Issue questionnaires that are due; returns a line for the log, or an empty one."""
    issued = issue_questionnaires(at=clock.now())
    return f"{count(issued, 'questionnaire')} issued" if issued else ""


def remind_those_who_have_not_answered() -> str:
    """Send reminders that are due; returns a line for the log, or an empty one."""
    reminded = remind(at=clock.now())
    forget_what_was_started(at=clock.now())
    return f"{count(reminded, 'reminder')} queued" if reminded else ""
