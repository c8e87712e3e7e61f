"""Commands on speakers: named only with their consent, and forgotten when asked."""

from datetime import date, datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.programme.models_sessions import Speaker, TrainingSession


@command
def show_speaker(session: TrainingSession, *, shown_as: str, consented_on: date, by: User, at: datetime) -> Speaker:
    """Say these words of somebody who speaks; they agreed to that on this date."""
    speaker = Speaker(session_id=session.id, shown_as=shown_as, consented_on=consented_on)
    db.session.add(speaker)
    audit.write(Verb.SHOWED_SPEAKER, session, by=by, at=at)  # without the words: they must be removable
    return speaker


@command
def remove_speaker(speaker: Speaker, *, by: User, at: datetime) -> None:
    """Nothing of the words is kept."""
    audit.write(Verb.REMOVED_SPEAKER, db.session.get_one(TrainingSession, speaker.session_id), by=by, at=at)
    db.session.delete(speaker)
