"""The room or call of one day of a session, and when people check in to it."""

from dataclasses import dataclass
from datetime import datetime

from app.attendance.check_in import refusals
from app.programme.models_sessions import MARKING_OPENS_BEFORE, SessionDay, TrainingSession
from app.web.formatting import clock_time, long_date


@dataclass(frozen=True)
class Room:
    """One day of a session; `number` counts from 1."""

    session: TrainingSession
    number: int

    @property
    def day(self) -> SessionDay:
        return self.session.days[self.number - 1]

    @property
    def opens_at(self) -> datetime:
        return self.day.starts_at - MARKING_OPENS_BEFORE

    def is_open(self, at: datetime) -> bool:
        """From an hour before the day's start until its end."""
        return self.session.takes_bookings and self.opens_at <= at < self.day.ends_at

    def must_keep_a_register(self) -> None:
        """Raises CheckInNotOpen."""
        if self.session.is_cancelled:
            raise refusals.CheckInNotOpen("This session is cancelled.")
        if not self.session.takes_bookings:
            raise refusals.CheckInNotOpen("Nobody books this session, so there is no checking in. Just join.")

    def must_be_open(self, at: datetime) -> None:
        """Raises CheckInNotOpen."""
        self.must_keep_a_register()
        if at < self.opens_at:
            raise refusals.CheckInNotOpen(
                f"Checking in opens at {clock_time(self.opens_at)} on {long_date(self.day.on)}."
            )
        if at >= self.day.ends_at:
            raise refusals.CheckInNotOpen("This session is over. If you were there, please speak to the trainer.")
