"""Mail that asks and reminds."""

from app.evaluation.models import Issued, ManagerRequest, Stage
from app.letters import Letter, compose
from app.links import Secret


def asked(issued: Issued, *, is_reminder: bool = False) -> Letter:
    """The personal link to one questionnaire. It opens without signing in, and opening it answers nothing."""
    return compose(
        f"evaluation/email/{issued.stage}.txt",
        booking=issued.booking,
        session=issued.booking.session,
        issued=issued,
        is_reminder=is_reminder,
        secrets={"link": Secret(issued.stage, issued.booking_id)},
    )


def manager_asked(request: ManagerRequest, *, is_reminder: bool = False) -> Letter:
    """One message to a manager, listing their people."""
    return compose(
        "evaluation/email/manager.txt",
        request=request,
        is_reminder=is_reminder,
        secrets={"link": Secret(Stage.MANAGER, request.id)},
    )
