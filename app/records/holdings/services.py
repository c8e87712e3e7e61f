"""Noting who asked."""

from dataclasses import dataclass
from datetime import date, datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.records.holdings.models import CameBy, PersonRequest, RequestKind

_VERBS = {
    RequestKind.ACCESS: Verb.EXPORTED_PERSON,
    RequestKind.MERGE: Verb.MERGED_PERSON,
    RequestKind.ERASURE: Verb.ERASED_PERSON,
}


@dataclass(frozen=True)
class Asked:
    """Who asked, how, when and why."""

    came_by: CameBy
    on: date
    words: str = ""


@command
def note_request(
    kind: RequestKind,
    asked: Asked,
    *,
    person: User | None,
    email: str = "",
    other: User | None = None,
    counts: dict[str, int],
    by: User | None,
    at: datetime,
) -> PersonRequest:
    """A row for what was just done, and an entry in the audit log, which has no words about it."""
    request = PersonRequest(
        kind=kind,
        person_id=person.id if person else None,
        other_person_id=other.id if other else None,
        email=email,
        came_by=asked.came_by,
        asked_on=asked.on,
        words=asked.words,
        done_by_id=by.id if by else None,
        done_at=at,
        counts=counts,
    )
    db.session.add(request)
    audit.write(_VERBS[kind], request, by=by, at=at)
    return request
