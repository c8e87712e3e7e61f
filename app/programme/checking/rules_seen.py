"""Which warnings are the ones that somebody has seen already."""

import hashlib

from app.programme.checking.rules import CheckedSession, SessionWarning
from app.programme.models_sessions import TrainingSession


def facts_of(session: TrainingSession | CheckedSession, warning: SessionWarning) -> str:
    """A fingerprint of what a warning says of a session as it stands: 32 characters. Once the session is another in
    anything, from its state to its room, it is another."""
    days = [f"{day.on} {day.starts} {day.ends}" for day in session.days]
    said = "\n".join((warning.kind, warning.words, session.state, session.changed_at.isoformat(), *days))
    return hashlib.sha256(said.encode()).hexdigest()[:32]
