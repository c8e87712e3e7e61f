"""How full sessions are and how their registers stand, as higher rooms tell it: those keep bookings and marks."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import Flask, current_app

from app.core import clock
from app.programme.models_sessions import TrainingSession
from app.programme.sessions.rules_standing import SessionStanding

Standings = Callable[[Sequence[TrainingSession], datetime], dict[int, SessionStanding]]
_REGISTERED = "how sessions stand"


def register_standings(app: Flask, standings: Standings) -> None:
    app.extensions[_REGISTERED] = standings


def standings_of(sessions: Sequence[TrainingSession]) -> dict[int, SessionStanding]:
    """By their numbers; of those that are drafts too."""
    registered: Standings = current_app.extensions[_REGISTERED]
    return registered(sessions, clock.now())
