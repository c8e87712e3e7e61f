"""The post-course questionnaire answered together, in the room or the call, by those present."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.evaluation.models import AskedAfterTheWeek, NobodyIsAsked, NotOverYet, Timing
from app.programme.models import TrainingSession

ROOM_OPENS_BEFORE = timedelta(hours=1)
"""How long before the end the picture on the screen leads those present to their questionnaire."""


@dataclass(frozen=True)
class Room:
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
            raise AskedAfterTheWeek
        if not self.timing.is_on:
            raise NobodyIsAsked

    def must_have_opened(self, at: datetime) -> None:
        """Raises AskedAfterTheWeek, NobodyIsAsked or NotOverYet."""
        self.must_ask()
        if at < self.opens_at:
            raise NotOverYet
