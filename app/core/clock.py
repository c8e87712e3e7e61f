"""The only clock. Instants are UTC inside; Europe/London where a person reads or types them."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_frozen: datetime | None = None

_frozen_in: Path | None = None


def now() -> datetime:
    """The present instant, in UTC and aware of it."""
    if _frozen is not None:
        return _frozen
    if _frozen_in is not None:
        return datetime.fromisoformat(_frozen_in.read_text().strip()).astimezone(UTC)
    return datetime.now(UTC)


def today() -> date:
    """The date in London."""
    return to_london(now()).date()


def to_london(instant: datetime) -> datetime:
    """The same instant on a London wall clock."""
    return instant.astimezone(LONDON)


def from_london(day: date, wall_clock: time) -> datetime:
    """The instant, in UTC, at which a London wall clock shows this date and time."""
    return datetime.combine(day, wall_clock, tzinfo=LONDON).astimezone(UTC)


def days_later(instant: datetime, days: int) -> datetime:
    """The same London wall-clock time so many days later, or before: a clock change in between moves nothing."""
    here = to_london(instant)
    return from_london(here.date() + timedelta(days=days), here.time())


def exists_in_london(day: date, wall_clock: time) -> bool:
    """False for the hour that London's clocks skip in spring."""
    return to_london(from_london(day, wall_clock)).replace(tzinfo=None) == datetime.combine(day, wall_clock)


def freeze(instant: datetime | None) -> None:
    """Stop the clock at an instant, for tests in this process; None lets it run again."""
    global _frozen
    _frozen = instant


def freeze_in_file(path: Path | None) -> None:
    """Read the time from a file, so that a test can move the clock of several processes.

    `create_app` calls this for COURSEBOOK_CLOCK, and only when testing.
    """
    global _frozen_in
    _frozen_in = path
