"""What the log holds about people: numbers, and now and then words that were given for a deed."""

from typing import Any

from app.audit.models import AuditEntry
from app.personal.rules import Forgotten, PersonalTable

STAYS = ("before", "after", "on", "outcome")
"""Of what an entry keeps by name: how a booking or a charge stood."""

STAND_FOR_THEMSELVES = {"User", "PersonNote", "PersonRequest", "AcceptedEvidence"}
"""Records whose entries may keep a name or an address as it was before and after."""


def without_words(entry: AuditEntry) -> dict[str, Any]:
    """What an entry about somebody keeps once they are erased: how things stood, no words about them."""
    if entry.record_type in STAND_FOR_THEMSELVES:
        return {}
    return {name: fact for name, fact in entry.data.items() if name in STAYS}


DECLARED = (
    PersonalTable(
        model=AuditEntry,
        title="What the audit log says",
        where=lambda subject: AuditEntry.person_id == subject.number,
        rewrites={"data": without_words},
        keeps={
            "record_type": "the name of a table",
            "person_id": "a number, under which nobody’s name stands any more",
        },
        actors=("actor_id",),
        inner=("record_id",),
    ),
    Forgotten(
        kind="log_years",
        what="entries of the audit log",
        model=AuditEntry,
        due=lambda before: AuditEntry.at < before,
        goes=True,
    ),
)
