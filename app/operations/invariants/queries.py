"""What must always hold: each room answers for its own."""

from datetime import datetime

from app.booking.places import queries_invariants as bookings
from app.charging.bills import queries_invariants as bills
from app.charging.proposals import queries_invariants as charges
from app.evaluation.answering import queries_invariants as answers
from app.evaluation.issuing import queries_invariants as questionnaires
from app.notifications.delivery import queries_invariants as messages
from app.records.certificates import queries_invariants as certificates

_ROOMS = (messages, bookings, charges, bills, questionnaires, answers, certificates)
"""In the order of the house."""


def broken_invariants(*, at: datetime) -> list[str]:
    """A line for each offending row of any room, beginning with the rule that it breaks; empty when all is well."""
    return [line for room in _ROOMS for line in room.broken_invariants(at=at)]
