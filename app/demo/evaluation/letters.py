"""The letters that brought the last of the demo's questionnaires, so that the outbox tells where they came from."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.core.database import db
from app.evaluation.issuing.services import letter_to, letter_to_manager
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import Stage
from app.notifications.services import post_all

AS_OLD_AS = timedelta(days=21)


def write_letters(*, at: datetime) -> None:
    since = at - AS_OLD_AS
    people = select(Issued).where(
        Issued.issued_at > since, Issued.issued_at <= at, Issued.stage.in_((Stage.POST_COURSE, Stage.IMPACT))
    )
    managers = select(ManagerRequest).where(ManagerRequest.issued_at > since, ManagerRequest.issued_at <= at)
    post_all(letter_to(issued, issued.issued_at) for issued in db.session.scalars(people))
    post_all(letter_to_manager(request, request.issued_at) for request in db.session.scalars(managers))
