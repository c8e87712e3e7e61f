"""Questionnaires issued by looking at who has none, and reminders."""

from app.core import clock
from app.evaluation.issuing import services, services_reminding
from app.web.formatting import count


def issue_what_is_missing() -> str:
    """Issue questionnaires that are due; returns a line for the log, or an empty one."""
    issued = services.issue_questionnaires(at=clock.now())
    return f"{count(issued, 'questionnaire')} issued" if issued else ""


def remind_those_who_have_not_answered() -> str:
    """Send reminders that are due; returns a line for the log, or an empty one."""
    reminded = services_reminding.remind(at=clock.now())
    services_reminding.forget_what_was_started(at=clock.now())
    return f"{count(reminded, 'reminder')} queued" if reminded else ""
