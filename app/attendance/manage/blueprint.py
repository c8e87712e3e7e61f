"""Where the pages of a register hang, and who opens which."""

from flask import Blueprint, abort

from app.access import found, signed_in_user
from app.programme import queries as programme
from app.programme.models import TrainingSession
from app.roles import TRAINING_TEAM, Role

bp = Blueprint("attendance", __name__, url_prefix="/registers")

MARKERS = TRAINING_TEAM | {Role.TRAINER}
"""Trainers mark the registers of their own sessions; closing them is the office's."""


def session_with_register(session_id: int) -> TrainingSession:
    """A published session that people book, and, for a trainer, one of their own: any other is as good as none."""
    session, user = found(programme.session(session_id)), signed_in_user()
    is_theirs = user.is_training_team or programme.teaches(user.email, session)
    return session if session.takes_bookings and is_theirs else abort(404)
