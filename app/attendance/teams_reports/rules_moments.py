"""The instants that a report tells of: London's wall clock, unless it says UTC or the time its own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.core.clock import from_london, to_london
from app.web import dates
from app.web.dates import Order


@dataclass(frozen=True)
class Moment:
    """An instant, in UTC."""

    at: datetime

    @property
    def on(self) -> date:
        """Its date in London."""
        return to_london(self.at).date()


def read_moment(given: str, order: Order, *, is_utc: bool = False) -> Moment | None:
    """What a report means by "12/3/26, 9:58:12 AM"; None if it can't be read so."""
    try:
        at = dates.read_moment(given, order)
    except ValueError:
        return None
    if at.tzinfo:
        return Moment(at.astimezone(UTC))
    return Moment(at.replace(tzinfo=UTC) if is_utc else from_london(at.date(), at.time()))
