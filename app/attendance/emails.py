"""Mail about registers."""

from collections.abc import Sequence

from app.letters import Letter, compose
from app.links import url
from app.programme.models import TrainingSession


def registers_outstanding(sessions: Sequence[TrainingSession]) -> Letter:
    """To the training team: which registers wait to be closed, each with its link."""
    links = {session: url(f"/registers/{session.id}") for session in sessions}
    return compose("attendance/email/registers_outstanding.txt", links=links)
