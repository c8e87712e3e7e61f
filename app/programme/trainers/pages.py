"""What a trainer still has to do, for who disables their account."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for

from app.accounts.models import User
from app.accounts.staff.rules import Duty
from app.programme.trainers import queries
from app.web.formatting import short_date


def sessions_to_train(user: User, at: datetime) -> Iterator[Duty]:
    """Those to come that they are asked for, drafts too."""
    for session in queries.sessions_to_train(user.email, at=at):
        words = f"Train {session.title}, {short_date(session.days[0].on)}"
        yield Duty(words, url_for("programme_sessions.show_session", session_id=session.id))
