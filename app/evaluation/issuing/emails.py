"""Mail that asks and reminds."""

from app.core.links import Secret
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import Stage
from app.files.letters import Letter, compose


def asked(issued: Issued, *, is_reminder: bool = False) -> Letter:
    """The personal link to one questionnaire. It opens without signing in, and opening it answers nothing."""
    return compose(
        f"evaluation/issuing/email/{issued.stage}{'_reminder' if is_reminder else ''}.txt",
        booking=issued.booking,
        session=issued.booking.session,
        issued=issued,
        secrets={"link": Secret(issued.stage, issued.booking_id)},
    )


def manager_asked(request: ManagerRequest, *, is_reminder: bool = False) -> Letter:
    """One message to a manager, listing their people."""
    return compose(
        f"evaluation/issuing/email/manager{'_reminder' if is_reminder else ''}.txt",
        request=request,
        secrets={"link": Secret(Stage.MANAGER, request.id)},
    )
