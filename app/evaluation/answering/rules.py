"""Who can answer in the room and on paper, and what became of each paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.booking.models import Booking
from app.evaluation.answering import refusals
from app.evaluation.models import Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.evaluation.timing.models import Timing
from app.programme.models_sessions import TrainingSession


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
    if stage is Stage.PRE_COURSE:
        return booking.is_booked and (booking.booked_at or booking.created_at) < booking.session.starts_at
    return booking.outcome in stage.asks_about


ROOM_OPENS_BEFORE = timedelta(hours=1)
"""How long before the end the picture on the screen leads those present to their questionnaire."""


@dataclass(frozen=True)
class EvaluationRoom:
    """Of a session, with the timing of its post-course questionnaire."""

    session: TrainingSession
    timing: Timing

    @property
    def opens_at(self) -> datetime:
        return self.session.ends_at - ROOM_OPENS_BEFORE

    @property
    def closes_at(self) -> datetime:
        """From then on, it leads only to what was issued later, after a late mark, and is open still."""
        return self.timing.closes(self.session.ends_at)

    def must_ask(self) -> None:
        """Raises AskedAfterTheWeek or NobodyIsAsked."""
        if self.session.learning_week_id is not None:
            raise refusals.AskedAfterTheWeek
        if not self.timing.is_on:
            raise refusals.NobodyIsAsked

    def must_have_opened(self, at: datetime) -> None:
        """Raises AskedAfterTheWeek, NobodyIsAsked or NotOverYet."""
        self.must_ask()
        if at < self.opens_at:
            raise refusals.NotNearItsEnd
