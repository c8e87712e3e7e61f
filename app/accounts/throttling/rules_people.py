"""What is kept of tries in vain."""

from sqlalchemy import and_, or_

from app.accounts.throttling.models import AttemptKind, FailedAttempt
from app.personal.rules import Declaration, Forgotten, PersonalTable

OF_A_PERSON = (AttemptKind.CODE_OF_A_PERSON, AttemptKind.COMPLETION_CODE)
"""Counted by the number of a person."""

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=FailedAttempt,
        title="Wrong codes that were typed",
        where=lambda subject: or_(
            and_(FailedAttempt.kind.in_(OF_A_PERSON), FailedAttempt.record_id == subject.number),
            and_(
                FailedAttempt.kind == AttemptKind.CODE_OF_A_BOOKING,
                FailedAttempt.record_id.in_(subject.numbers_of("booking-")),
            ),
        ),
        goes=True,
        keeps={"client_address": "goes with its row"},
        inner=("record_id",),
    ),
    Forgotten(
        kind="proofs_days",
        what="tries in vain",
        model=FailedAttempt,
        due=lambda before: FailedAttempt.at < before,
        goes=True,
    ),
)
