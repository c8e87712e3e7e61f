"""What the office enters of a course's results: an audit, a case finding, a figure with its source."""

from datetime import date, datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core import clock
from app.core.database import command, db
from app.evaluation.evidence import refusals
from app.evaluation.evidence.models import Evidence, EvidenceKind
from app.programme.models import Course


@command
def enter_result(
    course: Course, *, kind: EvidenceKind, words: str, source: str, found_on: date, by: User, at: datetime
) -> Evidence:
    """Raises FoundInTheFuture."""
    _must_be_past(found_on, at)
    found = {"kind": kind, "words": words, "source": source, "found_on": found_on}
    evidence = Evidence(course_id=course.id, entered_by_id=by.id, entered_at=at, **found)
    db.session.add(evidence)
    audit.write(Verb.ENTERED_EVIDENCE_OF_RESULTS, evidence, by=by, at=at)
    return evidence


@command
def correct_result(
    evidence: Evidence, *, kind: EvidenceKind, words: str, source: str, found_on: date, by: User, at: datetime
) -> None:
    """Raises FoundInTheFuture."""
    _must_be_past(found_on, at)
    evidence.kind, evidence.words, evidence.source, evidence.found_on = kind, words, source, found_on
    audit.write(Verb.CORRECTED_EVIDENCE_OF_RESULTS, evidence, by=by, at=at)


@command
def remove_result(evidence: Evidence, *, by: User, at: datetime) -> None:
    """It is gone for good; that it was there, and who removed it, stays written down."""
    audit.write(Verb.REMOVED_EVIDENCE_OF_RESULTS, evidence, by=by, at=at)
    db.session.delete(evidence)


def _must_be_past(found_on: date, at: datetime) -> None:
    if found_on > clock.to_london(at).date():
        raise refusals.FoundInTheFuture
