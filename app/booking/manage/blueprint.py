"""Where the office desk's pages hang, and what several of them need."""

from flask import Blueprint, abort

from app import clock
from app.access import found
from app.programme import queries as programme
from app.programme.models import TrainingSession

bp = Blueprint("desk", __name__, url_prefix="/manage")


def session_to_come(session_id: int) -> TrainingSession:
    """A published session that hasn't started: before, it is edited; afterwards, its register says what happened."""
    session = found(programme.session(session_id))
    return session if session.is_published and not session.has_started(clock.now()) else abort(404)
