"""What the office writes down about a person."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.records.desk.models import PersonNote


@command
def note(person: User, words: str, *, by: User, at: datetime) -> PersonNote:
    """A line about a call or an agreement, for the training team alone."""
    noted = PersonNote(user_id=person.id, words=words, written_at=at, written_by_id=by.id)
    db.session.add(noted)
    audit.write(Verb.WROTE_PERSON_NOTE, noted, by=by, at=at)
    return noted
