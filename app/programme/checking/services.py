"""Saying that a warning was seen, and that it is to be said again."""

from collections.abc import Collection
from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.programme.checking import queries_seen
from app.programme.checking.models import SeenWarning
from app.programme.models_sessions import TrainingSession


@command
def see_warnings(session: TrainingSession, facts: Collection[str], *, by: User, at: datetime) -> None:
    """These aren't said again until what they are about is another. A second time changes nothing."""
    advisory_lock("seen warnings")
    new = sorted(set(facts) - set(queries_seen.seen_of(session)))
    db.session.add_all(SeenWarning(session_id=session.id, facts=each, seen_at=at, seen_by_id=by.id) for each in new)
    if new:
        audit.write(Verb.SAW_WARNINGS, session, by=by, at=at, warnings=len(new))


@command
def say_again(session: TrainingSession, *, by: User, at: datetime) -> None:
    """All that was seen of a session is said again."""
    for seen in queries_seen.seen_of(session).values():
        db.session.delete(seen)
    audit.write(Verb.WANTED_WARNINGS_AGAIN, session, by=by, at=at)
