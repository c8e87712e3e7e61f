"""Which warnings are the ones that somebody has seen already."""

import hashlib

from app.programme.checking.rules import SessionWarning
from app.programme.models_sessions import TrainingSession


def facts_of(session: TrainingSession, warning: SessionWarning) -> str:
    """A fingerprint of what a warning says, and of when and where the session is: 32 characters."""
    days = [f"{day.on} {day.starts} {day.ends}" for day in session.days]
    said = "\n".join((warning.kind, warning.words, session.where, *days))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
