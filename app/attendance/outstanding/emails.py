"""Mail about registers."""

from collections.abc import Sequence

from app.core.links import url
from app.files.letters import Letter, compose
from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession


def registers_outstanding(to_close: Sequence[TrainingSession], *, to_count: Sequence[TrainingSession]) -> Letter:
    """To the training team: which registers wait to be closed, and which open sessions to be counted, with links."""
    links = {session: url(f"/registers/{session.id}") for session in to_close}
    counts = {session: url(f"/registers/{session.id}/head-count") for session in to_count}
    return compose("attendance/outstanding/email/registers_outstanding.txt", links=links, counts=counts)


def register_to_come(session: TrainingSession, trainer: Trainer, *, booked: int) -> Letter:
    """To a trainer, before the day: how many are booked, and where the register is marked. It names nobody."""
    return compose(
        "attendance/outstanding/email/register_to_come.txt",
        session=session,
        trainer=trainer,
        booked=booked,
        register=url(f"/registers/{session.id}"),
    )
