"""When a backup is due, what its file is called, and which are kept."""

import re
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime, time, timedelta

from app.core.clock import from_london, to_london

NIGHTLY_AT = time(1, 30)
"""In London: after the day's last mail, before the first of the next."""

TRIED_AGAIN_AFTER = timedelta(hours=1)
"""After a failure: a full disk isn't filled further every ten minutes."""

GIVEN_UP_AFTER = timedelta(hours=6)
"""One that isn't finished by then was ended with its process."""

DAILY, WEEKLY, MONTHLY = 7, 4, 12

_NAME = re.compile(r"coursebook-(\d{8}T\d{6})Z\.tar\.gz", re.ASCII)
_INSTANT = "%Y%m%dT%H%M%S"


def file_name(at: datetime, *, what: str = "coursebook") -> str:
    """By the instant in UTC, so that names are in order and the hour that clocks repeat makes no two alike."""
    return f"{what}-{at.astimezone(UTC):{_INSTANT}}Z.tar.gz"


def made_at(name: str) -> datetime | None:
    """The instant of a nightly backup by its file's name; None for a file that isn't one of ours."""
    ours = _NAME.fullmatch(name)
    try:
        return datetime.strptime(ours[1], _INSTANT).replace(tzinfo=UTC) if ours else None
    except ValueError:
        return None


def night_of(at: datetime) -> datetime:
    """The last half past one in London that has come."""
    today = to_london(at).date()
    tonight = from_london(today, NIGHTLY_AT)
    return tonight if tonight <= at else from_london(today - timedelta(days=1), NIGHTLY_AT)


def is_due(
    at: datetime, *, good_since: datetime | None, failed_at: datetime | None, under_way_since: datetime | None
) -> bool:
    """Whether this night's backup is still to be made: there is no good one of it, none is under way, and none has
    failed just now. A night that was missed is made up for at any hour of the day."""
    if good_since is not None and good_since >= night_of(at):
        return False
    if failed_at is not None and at - failed_at < TRIED_AGAIN_AFTER:
        return False
    return under_way_since is None or at - under_way_since >= GIVEN_UP_AFTER


def kept(instants: Iterable[datetime]) -> set[datetime]:
    """Which backups stay: the newest of each of the last seven days, four weeks and twelve months that have any.

    So the newest of all always stays, and nights without a backup cost none of the older ones.
    """
    newest_first = sorted(instants, reverse=True)
    return (
        _newest_of_each(newest_first, DAILY, lambda here: here.date())
        | _newest_of_each(newest_first, WEEKLY, lambda here: here.isocalendar()[:2])
        | _newest_of_each(newest_first, MONTHLY, lambda here: (here.year, here.month))
    )


def _newest_of_each(
    newest_first: list[datetime], how_many: int, period: Callable[[datetime], Hashable]
) -> set[datetime]:
    newest: dict[Hashable, datetime] = {}
    for instant in newest_first:
        newest.setdefault(period(to_london(instant)), instant)
    return set(list(newest.values())[:how_many])
