"""Rules that partnerships use, to start a new version from. Each is named by its rule."""

import re
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from app.terms.models import ManagerNews, NoticeUnit, Tariff

WORKING, CALENDAR = NoticeUnit.WORKING_DAYS, NoticeUnit.CALENDAR_DAYS
END_OF_DAY = time(23, 59)


@dataclass(frozen=True)
class Preset:
    """`fills` are columns of Policy; a sum that is None is for the office to enter."""

    key: str
    name: str
    fills: dict[str, Any] = field(hash=False)


def _preset(name: str, fills: dict[str, Any]) -> Preset:
    return Preset(re.sub(r"\W+", "-", name.lower().replace("£", "")), name, fills)


def _by_length(notice: int, unit: NoticeUnit, half_day: int, day: int) -> dict[str, Any]:
    sums = {"tariff": Tariff.BY_LENGTH, "half_day_pence": half_day, "day_pence": day}
    return {"notice": notice, "notice_unit": unit, **sums}


def _of_one_sum(notice: int, unit: NoticeUnit, tariff: Tariff, pence: int | None) -> dict[str, Any]:
    return {"notice": notice, "notice_unit": unit, "tariff": tariff, "half_day_pence": 0, "day_pence": pence}


def _more_than(fills: dict[str, Any]) -> dict[str, Any]:
    """More than N days' notice counts whole days: cancelling on the Nth day before is late at any hour of it, and the
    whole of the day before that one is in time. So the notice is N+1 days, to the end of the day."""
    return fills | {"notice": fills["notice"] + 1, "boundary": END_OF_DAY}


PRESETS = (
    _preset("2 working days, £25 half a day, £50 a day", _by_length(2, WORKING, 2500, 5000)),
    _preset("2 working days, £50 half a day, £75 a day", _by_length(2, WORKING, 5000, 7500)),
    _preset("3 working days, £50 half a day, £90 a day", _by_length(3, WORKING, 5000, 9000)),
    _preset("3 working days, £50", _of_one_sum(3, WORKING, Tariff.FIXED, 5000)),
    _preset("6 working days, £50", _of_one_sum(6, WORKING, Tariff.FIXED, 5000)),
    _preset(
        "10 working days, £50 for each day, coming too late counts",
        _of_one_sum(10, WORKING, Tariff.PER_DAY, 5000) | {"late_refused_percent": 100},
    ),
    _preset("More than 10 working days, £35 half a day, £70 a day", _more_than(_by_length(10, WORKING, 3500, 7000))),
    _preset("More than 2 calendar days, £25 half a day, £50 a day", _more_than(_by_length(2, CALENDAR, 2500, 5000))),
    _preset("7 calendar days, £50", _of_one_sum(7, CALENDAR, Tariff.FIXED, 5000)),
    _preset("14 calendar days, the full cost of a place", _of_one_sum(14, CALENDAR, Tariff.FIXED, None)),
    _preset(
        "4 weeks half the cost, 2 weeks all of it",
        _of_one_sum(28, CALENDAR, Tariff.FIXED, None) | {"full_notice": 14, "partial_percent": 50},
    ),
    _preset(
        "2 calendar days, no charge, the line manager is told",
        _by_length(2, CALENDAR, 0, 0) | {"tells_managers_of": [ManagerNews.NON_ATTENDANCE.value]},
    ),
)
