"""Who can answer on paper, and what became of each paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.booking.models import Booking
from app.evaluation.models import Issued, Questionnaire, Stage


@dataclass(frozen=True)
class Paper:
    """A person of a session, and what was issued to them, by stage."""

    booking: Booking
    issued: Mapping[Stage, Issued]

    def answered(self, stage: Stage) -> Issued | None:
        """What they have answered, online or on paper."""
        issued = self.issued.get(stage)
        return issued if issued and issued.answered_at else None

    def questionnaire(self, in_use: Questionnaire) -> Questionnaire:
        """What they were issued, or would be."""
        issued = self.issued.get(in_use.stage)
        return issued.questionnaire if issued else in_use

    def can_be_typed_in(self, stage: Stage) -> bool:
        return not self.answered(stage) and can_be_on_paper(self.booking, stage)


def can_be_on_paper(booking: Booking, stage: Stage) -> bool:
    """Before: who had a place as it started, but nobody let in at the door. Later on: who was there."""
    if stage is Stage.BEFORE:
        return booking.is_booked and (booking.booked_at or booking.created_at) < booking.session.starts_at
    return booking.outcome in stage.asks_about
