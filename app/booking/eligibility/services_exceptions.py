"""What the office can let pass about a person: other evidence for a prerequisite, a bar lifted."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.eligibility import queries
from app.booking.eligibility.models import AcceptedEvidence
from app.core.database import command, db
from app.programme.models import Course


@command
def accept_evidence(person: User, course: Course, *, words: str, by: User, at: datetime) -> None:
    """Something else counts as having attended the course, from now on; said again, the new words stand."""
    evidence = queries.evidence(person, course) or AcceptedEvidence(user_id=person.id, course_id=course.id)
    evidence.words, evidence.accepted_at, evidence.accepted_by_id = words, at, by.id
    db.session.add(evidence)
    audit.write(Verb.ACCEPTED_OTHER_EVIDENCE, evidence, by=by, at=at)


@command
def lift_bar(person: User, *, by: User, at: datetime) -> None:
    """Absences up to now bar them from nothing any more."""
    person.bar_lifted_at = at
    audit.write(Verb.LIFTED_BAR, person, by=by, at=at)
